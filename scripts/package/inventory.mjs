import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { packageFiles, packageFolder } from './files.mjs';

/** Licence texts for packages that contain none. */
const texts = [
  { packages: /^onnxruntime-/, files: ['onnxruntime.txt'] },
  // The README says what is inside, and which version of the GNU licence each part has.
  { packages: /^@img\/sharp-libvips-/, files: ['LGPL-3.0.txt', 'GPL-3.0.txt'] },
];

/**
 * Every third-party package in the extension, whether bundled by esbuild or shipped unchanged.
 *
 * @param metafiles esbuild's descriptions of the bundles
 * @throws Error for a package without a licence text
 */
export async function inventory(root, metafiles) {
  const bundled = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap(({ inputs }) =>
      Object.keys(inputs).filter((input) => inputs[input].bytesInOutput > 0),
    ),
  );
  const folders = new Set([...bundled, ...(await packageFiles(root))].map(packageFolder));
  folders.delete(undefined);
  const packages = await Promise.all([...folders].map((folder) => describe(root, folder)));
  return packages.sort((a, b) => (a.manifest.name < b.manifest.name ? -1 : 1));
}

async function describe(root, folder) {
  const path = (name) => join(root, folder, name);
  const manifest = JSON.parse(await readFile(path('package.json'), 'utf8'));
  const names = (await readdir(path('.'))).sort();
  const own = names.filter((name) => /^(?:licen[cs]e|copying|notice)\b/i.test(name)).map(path);
  const added = texts
    .filter(({ packages }) => packages.test(manifest.name))
    .flatMap(({ files }) => files.map((name) => join(root, 'scripts/package/licenses', name)));
  if (own.length + added.length === 0)
    throw new Error(`${folder} contains no licence text. Add one to scripts/package/licenses.`);
  const files = [
    ...(manifest.name.startsWith('@img/sharp-libvips-') ? [path('README.md')] : []),
    ...own,
    ...added,
  ];
  const read = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const versions = names.includes('versions.json')
    ? JSON.parse(await readFile(path('versions.json'), 'utf8'))
    : {};
  return { manifest, text: read.map((text) => text.trim()).join('\n\n'), versions };
}
