import { resolve } from 'node:path';

import { build } from 'esbuild';

/**
 * Bundles the program of a thread from the current source.
 *
 * @param entry path below the repository's root
 * @returns the absolute path of the bundle, which only this process writes
 */
export async function threadProgram(entry: string): Promise<string> {
  const outfile = resolve('dist/tests', `${entry.replace(/\W+/g, '-')}-${process.pid}.cjs`);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['h5wasm', 'onnxruntime-node', 'sharp'],
    supported: { 'dynamic-import': true },
    logLevel: 'warning',
  });
  return outfile;
}
