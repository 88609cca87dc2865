// Packages the extension: `--target linux-x64`, several times if wanted, or `--all`. Writes into packages/, or `--out`.
import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { bundle } from './package/bundle.mjs';
import { targets } from './package/targets.mjs';
import { installTool, packageExtension } from './package/vsix.mjs';
import { root } from './prepare.mjs';

const { values } = parseArgs({
  options: {
    target: { type: 'string', multiple: true, default: [] },
    all: { type: 'boolean', default: false },
    out: { type: 'string', default: join(root, 'packages') },
  },
});
const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const names = Object.keys(targets);
const chosen = values.all ? names : values.target;
const unknown = chosen.filter((name) => !names.includes(name));
if (chosen.length === 0 || unknown.length > 0) {
  if (unknown.length > 0) console.error(`There is no target ${unknown.join(', ')}.`);
  console.error(`Usage: npm run package -- --target NAME | --all\nTargets: ${names.join(', ')}`);
  process.exit(2);
}

const folder = resolve(values.out);
await mkdir(folder, { recursive: true });
await installTool();
const { extension } = await bundle();
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
const rows = [];
for (const target of chosen) {
  // The names that vsce would choose.
  const file = [manifest.name, ...(target === 'universal' ? [] : [target]), `${manifest.version}.vsix`].join(
    '-',
  );
  console.log(`Packaging ${file}…`);
  const { packed, unpacked } = await packageExtension(target, extension, join(folder, file));
  rows.push(`| \`${file}\` | ${megabytes(packed)} | ${megabytes(unpacked)} |`);
  const most = targets[target].megabytes * 1e6;
  if (packed > most) {
    console.error(`It measures ${megabytes(packed)} and may have ${megabytes(most)} at most.`);
    process.exitCode = 1;
  }
}
console.log(`\n| ${folder} | packed | unpacked |\n| --- | --- | --- |\n${rows.join('\n')}`);
