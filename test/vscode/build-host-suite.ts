import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { build } from 'esbuild';

/** Bundles the tests for the extension host. Returns the module that VS Code calls to run them. */
export async function buildHostSuite(root: string): Promise<string> {
  const source = join(root, 'test', 'host');
  const output = join(root, 'test-results', 'host');
  const specs = (await readdir(source)).filter((name) => name.endsWith('.spec.ts'));
  await rm(output, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: ['index.ts', ...specs].map((name) => join(source, name)),
    outdir: output,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['vscode', 'mocha', 'sharp'],
    logLevel: 'warning',
  });
  return join(output, 'index.js');
}
