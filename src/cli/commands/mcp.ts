import type { Command } from 'commander';

import { collect } from '../options/shared';
import type { Session } from '../session';

const help = `
Clients start this command themselves. For most of them, this is what to configure:
  { "mcpServers": { "stylize": { "command": "stylize", "args": ["mcp", "--root", "/folder/of/pictures"] } } }

Agents may read and write only in the folders of --root; without it, in those of the client's workspace, or else in the
current folder. They replace no file.`;

export function addMcpCommand(program: Command, session: Session): void {
  program
    .command('mcp')
    .summary('serve tools to agents, over the Model Context Protocol')
    .description('Serve tools to agents, over the Model Context Protocol on stdin and stdout.')
    .option('--root <folder>', 'a folder that agents may use; repeatable', collect)
    .addHelpText('after', help)
    .action(async ({ root = [] }: { readonly root?: readonly string[] }) => {
      // Loaded only here: other commands need not wait for it.
      const { serveTools } = await import('../mcp/server');
      await serveTools(session, root);
    });
}
