import { copyFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { root, runNpm } from '../prepare.mjs';
import { omittedNatives } from './targets.mjs';

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
  const code = await runNpm(['ci', '--omit=dev', '--ignore-scripts', ...machine], options);
  if (code !== 0) throw new Error(`npm ended with ${code}.`);

  const natives = join(folder, 'node_modules/onnxruntime-node/bin/napi-v6');
  await removeExcept(natives, platform);
  await removeExcept(join(natives, platform), arch);
  const ours = join(natives, platform, arch);
  for (const name of await readdir(ours)) {
    if (omittedNatives.test(name)) await rm(join(ours, name));
  }
}

/** @throws Error when the one to keep is not there */
async function removeExcept(folder, kept) {
  const names = await readdir(folder);
  if (!names.includes(kept)) throw new Error(`ONNX Runtime has no build for ${kept} in ${folder}.`);
  for (const name of names.filter((name) => name !== kept)) await rm(join(folder, name), { recursive: true });
}
