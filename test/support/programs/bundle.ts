import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Bundles a TypeScript file below `test` into a program for a separate process. It finds native packages through
 * `NODE_PATH`, wherever it is.
 *
 * @returns the environment to run it in
 */
export async function bundleProgram(source: string, program: string): Promise<NodeJS.ProcessEnv> {
  await build({
    absWorkingDir: root,
    entryPoints: [join('test', source)],
    outfile: program,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['onnxruntime-node', 'sharp', 'h5wasm'],
    logLevel: 'warning',
  });
  return { ...process.env, NODE_PATH: join(root, 'node_modules') };
}
