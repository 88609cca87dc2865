import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import {
  CallToolRequestSchema,
  ListToolsRequestSchema,
  ErrorCode,
  McpError,
  type CallToolResult,
} from '@modelcontextprotocol/sdk/types.js';

import type { Answer, Progress } from '../../agents/answer';
import { toolNames } from '../../agents/names';
import { perform } from '../../agents/perform';
import { inputSchema, tools } from '../../agents/tools';
import { errorWords } from '../../agents/words';
import type { Session } from '../session';
import { rootFolders } from './roots';
import { ServerWorkshop } from './workshop';

const instructions =
  'Stylize paints pictures of the workspace in the style of other pictures, on this machine. Call list_styles to see what there is, stylize_image to paint, get_run for a run that takes long, and compare to judge results.';

/**
 * Serves the tools to an MCP client on stdin and stdout, until the client has gone or the command is interrupted.
 *
 * @param named the folders that the person allows
 */
export async function serveTools(session: Session, named: readonly string[]): Promise<void> {
  const { version, stdin, stdout, cwd } = session.environment;
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- McpServer makes schemas and messages of its own
  const server = new Server(
    { name: 'stylize', title: 'Stylize', version },
    { capabilities: { tools: {} }, instructions },
  );
  const offered = async () => {
    if (!server.getClientCapabilities()?.roots) return undefined;
    const { roots } = await server.listRoots();
    return roots.map(({ uri }) => uri);
  };
  const workshop = new ServerWorkshop(session, () => rootFolders({ named, offered, cwd }));
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: toolNames.map((name) => {
      const { title, description, isReadOnly } = tools[name];
      // Nothing is replaced, and nothing outside this machine is asked.
      const annotations = { title, readOnlyHint: isReadOnly, destructiveHint: false, openWorldHint: false };
      return { name, title, description, inputSchema: inputSchema(name), annotations };
    }),
  }));
  server.setRequestHandler(
    CallToolRequestSchema,
    async ({ params: { name: asked, arguments: input } }, { signal, _meta, sendNotification }) => {
      const name = toolNames.find((known) => known === asked);
      if (!name) throw new McpError(ErrorCode.InvalidParams, `There is no tool ${asked}.`);
      const progressToken = _meta?.progressToken;
      const onProgress = ({ iteration, iterations, message }: Progress) => {
        if (progressToken === undefined) return;
        const params = { progressToken, progress: iteration, total: iterations, message };
        void sendNotification({ method: 'notifications/progress', params }).catch(() => undefined);
      };
      try {
        return resultOf(await perform(name, input, workshop, { signal, onProgress }));
      } catch (thrown) {
        return { isError: true, content: [{ type: 'text', text: errorWords(thrown) }] };
      }
    },
  );
  const gone = new Promise<void>((resolve) => {
    server.onclose = resolve;
    for (const event of ['end', 'close']) stdin.once(event, resolve);
    session.interruption.signal.addEventListener('abort', () => {
      resolve();
    });
  });
  await server.connect(new StdioServerTransport(stdin, stdout));
  await gone;
  // First the engine, which keeps the state of its run: what is left to close would cancel it.
  await session.dispose();
  await server.close();
}

function resultOf({ text, data, picture }: Answer): CallToolResult {
  return {
    content: [
      { type: 'text', text },
      ...(picture
        ? [
            {
              type: 'image' as const,
              data: Buffer.from(picture.bytes).toString('base64'),
              mimeType: picture.mimeType,
            },
          ]
        : []),
    ],
    structuredContent: { ...data },
  };
}
