// Has the importers read damaged files: `npm run fuzz -- h5 --count 500 --seed 2`. Without arguments, 10 000 of each
// format. Prints a table, and every file that was neither imported correctly nor refused.
import { prepare, root, run } from './prepare.mjs';

await prepare();
// Not before: a fresh clone has no packages yet.
const { build } = await import('esbuild');
const bundle = (entry, outfile, format) =>
  build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format,
    external: ['h5wasm'],
    supported: { 'dynamic-import': true },
    logLevel: 'warning',
  });
await Promise.all([
  bundle('test/fuzz/main.ts', 'dist/fuzz.mjs', 'esm'),
  bundle('test/fuzz/reader.ts', 'dist/fuzz-reader.cjs', 'cjs'),
]);
await run(process.execPath, ['dist/fuzz.mjs', ...process.argv.slice(2)]);
