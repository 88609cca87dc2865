// Runs test/host inside the extension host of a real VS Code. With `--electron`, downloads a desktop VS Code for it.
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
