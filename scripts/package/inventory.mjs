import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { root } from '../prepare.mjs';
import { packageFiles, packageFolder } from './files.mjs';
import { notices } from './notices.mjs';
import { sbom } from './sbom.mjs';

/** Licence texts for packages that lack one of theirs. */
const texts = [
  { applies: ({ name }) => name.startsWith('onnxruntime-'), files: ['onnxruntime.txt'] },
  { applies: ({ name }) => name === '@vscode/l10n', files: ['vscode-l10n.txt'] },
  { applies: ({ license }) => String(license).includes('LGPL'), files: ['LGPL-3.0.txt', 'GPL-3.0.txt'] },
];

/**
 * Lists the third-party packages in an extension: ThirdPartyNotices.txt with their licences, and a bill of materials.
 *
 * @param folder what becomes the extension; its node_modules hold what ships unchanged
 * @param metafiles esbuild's descriptions of the bundles
 * @throws Error for a package without a licence text
 */
export async function writeInventory(folder, metafiles) {
  const shipped = packageFolders(await packageFiles(folder)).map((path) => join(folder, path));
  const packages = await describe([...bundledFolders(metafiles), ...shipped]);
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  await writeFile(join(folder, 'ThirdPartyNotices.txt'), await notices(packages));
  await writeFile(join(folder, 'dist/sbom.cdx.json'), sbom(manifest, packages));
}

/** The licences of what is bundled, for a package whose other parts are installed beside it. */
export async function bundledNotices(metafiles) {
  return notices(await describe(bundledFolders(metafiles)));
}

function bundledFolders(metafiles) {
  const inputs = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap(({ inputs }) =>
      Object.keys(inputs).filter((input) => inputs[input].bytesInOutput > 0),
    ),
  );
  return packageFolders(inputs).map((path) => join(root, path));
}

function packageFolders(files) {
  return [...new Set(files.map(packageFolder))].filter((path) => path !== undefined);
}

async function describe(folders) {
  const packages = await Promise.all([...new Set(folders)].map(describePackage));
  return packages.sort((a, b) => (a.manifest.name < b.manifest.name ? -1 : 1));
}

async function describePackage(folder) {
  const path = (name) => join(folder, name);
  const manifest = JSON.parse(await readFile(path('package.json'), 'utf8'));
  const names = (await readdir(folder)).sort();
  const own = names.filter((name) => /^(?:licen[cs]e|copying|notice)\b/i.test(name)).map(path);
  const added = texts
    .filter(({ applies }) => applies(manifest))
    .flatMap(({ files }) => files.map((name) => join(root, 'scripts/package/licenses', name)));
  if (own.length + added.length === 0)
    throw new Error(`${manifest.name} contains no licence text. Add one to scripts/package/licenses.`);
  const versions = names.includes('versions.json')
    ? JSON.parse(await readFile(path('versions.json'), 'utf8'))
    : {};
  // The README of a package with libvips says what else is inside, and which licence each part has.
  const files = [...('vips' in versions ? [path('README.md')] : []), ...own, ...added];
  const read = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return { manifest, text: read.map((text) => text.trim()).join('\n\n'), versions };
}
