// Reads damaged and hostile files: `npm run fuzz -- h5 --count 500 --seed 2`. Without arguments, 10 000 of each kind: the
// importers' formats, results and recipes. Prints a table, and every file with a wrong outcome.
import { prepare, root, run } from './prepare.mjs';

await prepare();
// Imported only now, because a fresh clone has no packages before.
const { build } = await import('esbuild');
const bundle = (entry, outfile, format) =>
  build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format,
    external: ['h5wasm', 'onnxruntime-node', 'sharp'],
    supported: { 'dynamic-import': true },
    logLevel: 'warning',
  });
await Promise.all([
  bundle('test/fuzz/main.ts', 'out/fuzz.mjs', 'esm'),
  bundle('test/fuzz/reader.ts', 'out/fuzz-weights.cjs', 'cjs'),
  bundle('test/fuzz/style-judge.ts', 'out/fuzz-styles.cjs', 'cjs'),
  bundle('test/fuzz/untrusted/judge.ts', 'out/fuzz-untrusted.cjs', 'cjs'),
]);
// Keeps garbage small, so that the memory of the process shows how much the files need.
const heap = ['--max-semi-space-size=4', '--max-old-space-size=96'];
await run(process.execPath, [...heap, 'out/fuzz.mjs', ...process.argv.slice(2)]);
