// Runs a benchmark of bench/ by its name: `npm run bench -- step --size 256`.
// What only developers run is bundled into out/: dist/ is what ships.
import { existsSync } from 'node:fs';

import { prepare, root, run } from './prepare.mjs';

const [name = 'step', ...args] = process.argv.slice(2);
const program = [`bench/${name}.ts`, `bench/${name}/main.ts`].find((file) => existsSync(root + file));
if (!program) {
  console.error(`There is no benchmark "${name}" in bench/.`);
  process.exit(2);
}
await prepare();
// Imported only now, because a fresh clone has no packages before.
const { build } = await import('esbuild');
await build({
  absWorkingDir: root,
  entryPoints: [program],
  outfile: `out/bench-${name}.js`,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  external: ['onnxruntime-node', 'sharp', 'h5wasm'],
  supported: { 'dynamic-import': true },
  logLevel: 'warning',
});
await run(process.execPath, [`out/bench-${name}.js`, ...args]);
