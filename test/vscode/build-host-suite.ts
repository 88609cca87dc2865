import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { build } from 'esbuild';

export interface HostSuite {
  /** The module that VS Code calls to run the tests. */
  readonly tests: string;
  /** The module that VS Code calls to measure how long the extension takes to be there. */
  readonly measurement: string;
}

/** Bundles the tests for the extension host. */
export async function buildHostSuite(root: string): Promise<HostSuite> {
  const source = join(root, 'test', 'host');
  const output = join(root, 'test-results', 'host');
  const specs = (await readdir(source)).filter((name) => name.endsWith('.spec.ts'));
  await rm(output, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: ['index.ts', 'measure-activation.ts', ...specs].map((name) => join(source, name)),
    outdir: output,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['vscode', 'mocha', 'sharp'],
    logLevel: 'warning',
  });
  return { tests: join(output, 'index.js'), measurement: join(output, 'measure-activation.js') };
}
