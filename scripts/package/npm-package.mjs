import { copyFile, cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { root, runNpm } from '../prepare.mjs';
import { bundledNotices } from './inventory.mjs';

/** Those in `dist` that make up the command line. */
const bundles = ['cli.js', 'engine.js', 'weights-reader.js', 'runtime-thread.js'];
/** The embedded network, the bundled pictures that results are made of, and the font of contact sheets. */
const media = ['fonts', 'networks', 'samples', 'styles'];
/** What both packages say of themselves. */
const sharedKeys = ['version', 'description', 'keywords', 'homepage', 'repository', 'bugs', 'license', 'bin'];
const dependencyKeys = ['dependencies', 'peerDependencies', 'peerDependenciesMeta'];

/**
 * Packages the command line for npm, in a manifest of its own: the extension's lists other files. Native packages are not
 * inside: npm installs those of each machine.
 *
 * @param dist the folder of the bundles
 * @param metafiles esbuild's descriptions of those of the command line
 * @param out folder for the tarball
 * @returns its name, and its size in bytes
 */
export async function packageCommandLine({ dist, metafiles }, out) {
  const folder = await mkdtemp(join(tmpdir(), 'stylize-npm-'));
  try {
    await mkdir(join(folder, 'dist'));
    for (const name of bundles) await copyFile(join(dist, name), join(folder, 'dist', name));
    for (const name of media) {
      await cp(join(root, 'media', name), join(folder, 'media', name), { recursive: true });
    }
    for (const name of ['LICENSE', 'CHANGELOG.md', 'SECURITY.md']) {
      await copyFile(join(root, name), join(folder, name));
    }
    await copyFile(join(root, 'scripts/package/command-line/README.md'), join(folder, 'README.md'));
    await writeFile(join(folder, 'ThirdPartyNotices.txt'), await bundledNotices(metafiles));
    const manifest = commandLineManifest(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
    await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
    return await pack(folder, manifest, out);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function commandLineManifest(extension) {
  const kept = [...sharedKeys, ...dependencyKeys].filter((key) => key in extension);
  return {
    name: 'stylize',
    ...Object.fromEntries(kept.map((key) => [key, extension[key]])),
    files: ['dist', 'media', 'CHANGELOG.md', 'SECURITY.md', 'ThirdPartyNotices.txt'],
    engines: { node: '>=20.9' },
  };
}

async function pack(folder, { name, version }, out) {
  const code = await runNpm(['pack', '--pack-destination', out], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  if (code !== 0) throw new Error(`npm pack ended with ${code}.`);
  const file = `${name}-${version}.tgz`;
  return { file, packed: (await stat(join(out, file))).size };
}
