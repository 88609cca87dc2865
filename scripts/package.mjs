// Packages the extension for this machine, for other platforms (`--target linux-x64 --target universal`), or the command
// line (`--command-line`), or everything (`--all`). Writes into packages/, or into `--out FOLDER`, and says how large it all
// is, also into `--sizes FILE`.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { bundle } from './package/bundle.mjs';
import { packageCommandLine } from './package/npm-package.mjs';
import { targets } from './package/targets.mjs';
import { installTool, packageExtension } from './package/vsix.mjs';
import { root } from './prepare.mjs';

const { values } = parseArgs({
  options: {
    target: { type: 'string', multiple: true, default: [] },
    'command-line': { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
    out: { type: 'string', default: join(root, 'packages') },
    sizes: { type: 'string' },
  },
});
const names = Object.keys(targets);
const isCommandLineChosen = values.all || values['command-line'];
const here = `${process.platform}-${process.arch}`;
const usual = isCommandLineChosen ? [] : [names.includes(here) ? here : 'universal'];
const chosen = values.all ? names : values.target.length > 0 ? values.target : usual;
const unknown = chosen.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`There is no target ${unknown.join(', ')}.`);
  console.error(
    `Usage: npm run package [-- --target NAME | --command-line | --all]\nTargets: ${names.join(', ')}`,
  );
  process.exit(2);
}

const out = resolve(values.out);
const rows = [];
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
// The bundles in dist/ may be in use.
const folder = await mkdtemp(join(tmpdir(), 'stylize-bundles-'));
try {
  await mkdir(out, { recursive: true });
  const dist = join(folder, 'dist');
  const metafiles = await bundle(folder);
  if (chosen.length > 0) await installTool();
  for (const target of chosen) await makeExtension(target, { dist, metafiles: metafiles.extension });
  if (isCommandLineChosen) await makeCommandLine({ dist, metafiles: metafiles.commandLine });
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
const table = ['| package | packed | unpacked |', '| --- | --- | --- |', ...rows, ''].join('\n');
console.log(`\n${out}\n\n${table}`);
if (values.sizes !== undefined) await writeFile(values.sizes, table);

async function makeExtension(target, bundles) {
  const { name, version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  // The names that vsce would choose.
  const file = [name, ...(target === 'universal' ? [] : [target]), `${version}.vsix`].join('-');
  console.log(`Packaging ${file}…`);
  const { packed, unpacked } = await packageExtension(target, bundles, join(out, file));
  rows.push(`| \`${file}\` | ${megabytes(packed)} | ${megabytes(unpacked)} |`);
  const most = targets[target].megabytes * 1e6;
  if (packed > most) {
    console.error(`It measures ${megabytes(packed)} and may have ${megabytes(most)} at most.`);
    process.exitCode = 1;
  }
}

async function makeCommandLine(bundles) {
  console.log('Packaging the command line…');
  const { file, packed } = await packageCommandLine(bundles, out);
  rows.push(`| \`${file}\` | ${megabytes(packed)} | without the native packages |`);
}
