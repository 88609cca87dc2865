import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { posix, win32 } from 'node:path';

/** The oldest Node that runs the engine. */
export const oldestNode = 20;

/** Where a program of this name may be, in the order in which the system looks. Does not look at the disk. */
export function placesOnPath(
  program: string,
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): string[] {
  const windows = platform === 'win32';
  const variable = (name: string) => {
    // Windows ignores the case of names, but a copied environment does not.
    const key = windows ? Object.keys(environment).find((key) => key.toUpperCase() === name) : name;
    return key === undefined ? '' : (environment[key] ?? '');
  };
  const path = windows ? win32 : posix;
  const extensions = windows ? (variable('PATHEXT') || '.COM;.EXE;.BAT;.CMD').split(';') : [''];
  return variable('PATH')
    .split(path.delimiter)
    .map((folder) => folder.replace(/^"(.*)"$/, '$1'))
    .filter((folder) => path.isAbsolute(folder)) // never a program in the current folder
    .flatMap((folder) =>
      extensions.map((extension) => path.join(folder, program + extension.trim().toLowerCase())),
    );
}

/** Every recent enough Node on the path, by its real path: the path may lead to a version manager's shim. */
export async function* nodesOnPath(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): AsyncGenerator<string> {
  const seen = new Set<string>();
  for (const place of placesOnPath('node', environment, platform)) {
    const isThere = await access(place, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (!isThere) continue;
    const version = await ask(place, 'process.versions.node', environment);
    // Another program of that name prints no number at all.
    if (!(Number.parseInt(version ?? '') >= oldestNode)) continue;
    const real = await ask(place, 'process.execPath', environment);
    if (!real || seen.has(real)) continue;
    seen.add(real);
    yield real;
  }
}

/** What Node prints for an expression; undefined when the program is not Node. */
function ask(program: string, expression: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  // Node runs a batch file only through a shell, which needs the quotes; the expression has nothing to quote.
  const shell = /\.(?:bat|cmd)$/i.test(program);
  const options = { env, shell, timeout: 5000, windowsHide: true };
  return new Promise((resolve) => {
    execFile(shell ? `"${program}"` : program, ['-p', expression], options, (error, stdout) => {
      resolve(error ? undefined : stdout.trim());
    });
  });
}
