import { resolve } from 'node:path';

import { build } from 'esbuild';

/**
 * Bundles the program of a thread, from the source as it is now.
 *
 * @param entry below the repository's root
 * @returns the bundle's absolute path; only this process writes it
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
