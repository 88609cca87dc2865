// Runs test/host inside the extension host of a real VS Code. `electron`: in a desktop VS Code that it downloads.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { build } from 'esbuild';

import { root } from './prepare.mjs';

process.chdir(root);
const runner = process.argv.includes('--electron') ? 'run-electron' : 'run-host';
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
