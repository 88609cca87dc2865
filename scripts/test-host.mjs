// Runs test/host inside the extension host of a real VS Code, or only the files whose names contain an argument. With
// `--electron`, downloads a desktop VS Code for it, of the version in `--code`. With `--vsix FILE`, installs the extension
// from that package.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import { build } from 'esbuild';

import { root } from './prepare.mjs';

const { values, positionals } = parseArgs({
  options: { electron: { type: 'boolean' }, code: { type: 'string' }, vsix: { type: 'string' } },
  allowPositionals: true,
});
process.chdir(root);
process.argv.splice(2, Infinity, ...positionals);
if (values.code !== undefined) process.env.STYLIZE_VSCODE_VERSION = values.code;
if (values.vsix !== undefined) process.env.STYLIZE_VSIX = values.vsix;
const runner = values.electron ? 'run-electron' : 'run-host';
const outfile = join(root, 'test-results', `${runner}.mjs`);
await build({
  absWorkingDir: root,
  entryPoints: [`test/vscode/${runner}.ts`],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  logLevel: 'warning',
});
await import(pathToFileURL(outfile).href);
