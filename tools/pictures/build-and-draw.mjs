// Redraws the pictures that ship with Stylize: `node tools/pictures/build-and-draw.mjs [name ...]` (all by default).
import { build } from 'esbuild';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const outfile = `${root}dist/tools/pictures.mjs`;

await build({
  absWorkingDir: root,
  bundle: true,
  entryPoints: ['tools/pictures/main.ts'],
  outfile,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  external: ['sharp'],
  logLevel: 'warning',
});
const { draw } = await import(pathToFileURL(outfile).href);
await draw(`${root}media`, process.argv.slice(2));
