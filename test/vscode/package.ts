import { execFile } from 'node:child_process';
import { copyFile, link, mkdir, readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { packageFiles } from '../../scripts/package/files.mjs';
import type { VsCodeHost } from './host-setup';

/**
 * Makes the folder of the extension that the tests use. It lies outside of the repository: a module that is not packaged
 * is not found there. `STYLIZE_VSIX` names a package to install; otherwise it is what would be packaged now.
 *
 * @param folder empty or missing
 * @param host the VS Code that installs a package
 */
export async function placeExtension(root: string, folder: string, host?: VsCodeHost): Promise<string> {
  const vsix = process.env['STYLIZE_VSIX'];
  if (!vsix) {
    await unpackExtension(root, folder);
    return folder;
  }
  if (!host) throw new Error('Only the VS Code server can install a package for the tests.');
  return installExtension(host, resolve(root, vsix), folder);
}

async function unpackExtension(root: string, folder: string): Promise<void> {
  for (const file of await packageFiles(root)) {
    const target = join(folder, file);
    await mkdir(dirname(target), { recursive: true });
    const copy = () => copyFile(join(root, file), target);
    // The native packages are large, but the folder for temporary files may be on another disk.
    await (file.startsWith('node_modules/') ? link(join(root, file), target).catch(copy) : copy());
  }
}

/** Lets VS Code install a package, as a person does; returns the extension's folder. */
async function installExtension(host: VsCodeHost, vsix: string, folder: string): Promise<string> {
  const extensions = join(folder, 'extensions');
  await promisify(execFile)(
    host.node,
    [
      host.server,
      ...['--install-extension', vsix],
      ...['--extensions-dir', extensions],
      ...['--user-data-dir', join(folder, 'data')],
    ],
    { env: { PATH: process.env['PATH'], HOME: folder } },
  );
  const name = (await readdir(extensions)).find((name) => name.startsWith('stylize.stylize-'));
  if (name === undefined) throw new Error(`VS Code did not install ${vsix}.`);
  return join(extensions, name);
}
