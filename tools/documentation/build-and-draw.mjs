// Redraws the pictures of docs/ with the engine as it was built: `node tools/documentation/build-and-draw.mjs colors`.
import { build } from 'esbuild';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const outfile = `${root}dist/tools/documentation.mjs`;

await build({
  absWorkingDir: root,
  bundle: true,
  entryPoints: ['tools/documentation/main.ts'],
  outfile,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  external: ['sharp'],
  logLevel: 'warning',
});
const { draw } = await import(pathToFileURL(outfile).href);
await draw(root, process.argv.slice(2));
