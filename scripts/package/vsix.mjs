import { copyFile, cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

import { openPromise as openZip } from 'yauzl';

import { exitCode, installPackages, root } from '../prepare.mjs';
import { packageFiles } from './files.mjs';
import { writeInventory } from './inventory.mjs';
import { installNativePackages } from './native-packages.mjs';
import { targets, wrongNatives } from './targets.mjs';

/** A project of its own: only who packages needs the publisher's tool, whose 250 packages are not for everyone. */
const toolFolder = join(root, 'scripts/package/vsce');

/** What the manifest says to those who build or install from source. */
const developersKeys = ['bin', 'devDependencies', 'overrides', 'private', 'scripts'];

/** Installs VS Code's packaging tool, unless it is there. */
export const installTool = () => installPackages(toolFolder);

/**
 * Packages the extension for one target.
 *
 * @param dist the folder of the bundles
 * @param metafiles esbuild's descriptions of them
 * @param file path of the VSIX
 * @returns its size, and that of the files in it, in bytes
 */
export async function packageExtension(target, { dist, metafiles }, file) {
  const folder = await mkdtemp(join(tmpdir(), `stylize-${target}-`));
  try {
    await stage(folder, target, dist);
    await writeInventory(folder, metafiles);
    await vsce(folder, [
      ...['--out', file],
      ...(target === 'universal' ? ['--no-dependencies'] : ['--target', target]),
      // Without a repository nobody knows where they would lead.
      ...('repository' in (await readManifest()) ? [] : ['--no-rewrite-relative-links']),
    ]);
    await checkNatives(file, target);
    const sizes = (await packageFiles(folder)).map(async (name) => (await stat(join(folder, name))).size);
    const unpacked = (await Promise.all(sizes)).reduce((a, b) => a + b, 0);
    return { packed: (await stat(file)).size, unpacked };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Puts what ships, and nothing that other targets need, into a folder. */
async function stage(folder, target, dist) {
  const { platform, arch, libc } = targets[target];
  if (platform !== undefined) await installNativePackages(folder, { platform, arch, libc });
  await copyFile(join(root, '.vscodeignore'), join(folder, '.vscodeignore'));
  for (const name of await packageFiles(root)) {
    if (/^(?:dist|node_modules)\//.test(name)) continue;
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await copyFile(join(root, name), join(folder, name));
  }
  await cp(dist, join(folder, 'dist'), { recursive: true });
  const manifest = await readManifest();
  for (const key of developersKeys) delete manifest[key];
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

async function readManifest() {
  return JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
}

async function vsce(folder, options) {
  const program = join(toolFolder, 'node_modules/@vscode/vsce/vsce');
  const code = await exitCode(
    process.execPath,
    [program, 'package', '--allow-missing-repository', ...options],
    { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  if (code !== 0) throw new Error(`vsce ended with ${code}.`);
}

/** Looks into the package that came about: another platform's libraries, or one twice, would only be noticed by who installs it. */
async function checkNatives(file, target) {
  const zip = await openZip(file, { lazyEntries: true });
  const names = [];
  for await (const entry of zip.eachEntry()) names.push(entry.fileName);
  const wrong = wrongNatives(names, target);
  if (wrong.length > 0) throw new Error(`${basename(file)} is wrong:\n${wrong.join('\n')}`);
}
