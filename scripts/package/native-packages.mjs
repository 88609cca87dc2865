import { existsSync } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { glob } from 'tinyglobby';

import { root, runNpm } from '../prepare.mjs';
import { shippedNatives } from './targets.mjs';

/**
 * Installs the packages that ship unchanged into a folder's node_modules, in the versions of the lock file and for any
 * platform, and removes what other platforms need. Nothing is built or run, so one machine does it for all.
 *
 * @param target `platform`, `arch` and, on Linux, `libc`
 */
export async function installNativePackages(folder, { platform, arch, libc }) {
  for (const name of ['package.json', 'package-lock.json', '.npmrc']) {
    await copyFile(join(root, name), join(folder, name));
  }
  const machine = [`--os=${platform}`, `--cpu=${arch}`, ...(libc ? [`--libc=${libc}`] : [])];
  const options = { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] };
  const code = await runNpm(
    ['ci', '--omit=dev', '--ignore-scripts', '--prefer-offline', ...machine],
    options,
  );
  if (code !== 0) throw new Error(`npm ended with ${code}.`);

  // An old npm does not know the options, and installs what this machine needs.
  if (!existsSync(join(folder, `node_modules/@img/sharp-${platform}-${arch}`)))
    throw new Error(
      `npm did not install the packages for ${platform}-${arch}: version 10.3 or newer is needed.`,
    );

  const natives = join(folder, 'node_modules/onnxruntime-node/bin/napi-v6');
  const files = await glob('**', { cwd: natives });
  const shipped = new Set(shippedNatives(files, { platform, arch }));
  if (shipped.size === 0) throw new Error(`ONNX Runtime has no build for ${platform}-${arch}.`);
  for (const file of files) {
    if (!shipped.has(file)) await rm(join(natives, file));
  }
}
