import { PassThrough } from 'node:stream';

import type { Environment } from '../../src/cli/environment';
import { runCommandLine } from '../../src/cli/program';

/** The help of every command, as the program prints it. */
export async function commandReference(): Promise<string> {
  const sections: string[] = [];
  const add = async (command: readonly string[], level: number): Promise<void> => {
    const help = await helpOf(command);
    const name = ['stylize', ...command].join(' ');
    sections.push(`${'#'.repeat(level)} ${name}\n\n\`\`\`text\n${help.trim()}\n\`\`\``);
    for (const subcommand of commandsIn(help)) await add([...command, subcommand], level + 1);
  };
  for (const command of commandsIn(await helpOf([]))) await add([command], 3);
  return sections.join('\n\n');
}

async function helpOf(command: readonly string[]): Promise<string> {
  const stdout = new PassThrough();
  const code = await runCommandLine([...command, '--help'], environmentWith(stdout));
  if (code !== 0) throw new Error(`There is no help for ${command.join(' ')}.`);
  return String(stdout.read() ?? '');
}

/** The names below "Commands:", without the command `help`. */
function commandsIn(help: string): string[] {
  const list = /^Commands:\n((?: {2}.*\n)+)/m.exec(help)?.[1] ?? '';
  const names = [...list.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map((match) => match[1]!);
  return names.filter((name) => name !== 'help');
}

function environmentWith(stdout: PassThrough): Environment {
  const none = () => {
    throw new Error('Help needs nothing.');
  };
  return {
    version: '',
    stdin: new PassThrough(),
    stdout,
    stderr: new PassThrough(),
    mediaFolder: '',
    cwd: '',
    variables: {},
    now: () => 0,
    fileExists: () => false,
    onStopSignal: () => () => undefined,
    temporaryFolder: none,
    connect: none,
  };
}
