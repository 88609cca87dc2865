import { Buffer } from 'node:buffer';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { build } from 'esbuild';

import { root } from '../prepare.mjs';

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: true,
  // Native and WebAssembly packages ship as they are.
  external: ['onnxruntime-node', 'sharp', 'h5wasm', 'vscode'],
  logLevel: 'warning',
  metafile: true,
  supported: { 'dynamic-import': true },
};

/**
 * Writes the engine, the command line, the extension and its webviews, with the JSON schema of recipe files, into the
 * folder `dist` of a folder. Returns esbuild's descriptions of the bundles: those in the extension, and those that make up
 * the command line.
 */
export async function bundle(folder) {
  const dist = join(folder, 'dist');
  const [engine, reader, runtime, commandLine, ...editor] = await Promise.all([
    build({ ...common, entryPoints: ['src/engine/node/main.ts'], outfile: join(dist, 'engine.js') }),
    build({
      ...common,
      entryPoints: ['src/engine/node/weights/worker.ts'],
      outfile: join(dist, 'weights-reader.js'),
    }),
    build({
      ...common,
      entryPoints: ['src/engine/node/runtime-thread/worker.ts'],
      outfile: join(dist, 'runtime-thread.js'),
    }),
    build({
      ...common,
      entryPoints: ['src/cli/main.ts'],
      outfile: join(dist, 'cli.js'),
      banner: { js: '#!/usr/bin/env node' },
    }),
    // In two parts: VS Code waits only for the first, which loads the second on first use.
    build({
      ...common,
      entryPoints: ['src/extension/extension.ts'],
      outfile: join(dist, 'extension.js'),
      external: [...common.external, './app'],
      supported: { 'dynamic-import': false },
      minify: true,
    }),
    build({ ...common, entryPoints: ['src/extension/app.ts'], outfile: join(dist, 'app.js'), minify: true }),
    webview('panel', dist),
    webview('viewer', dist),
    webview('mask', dist),
  ]);
  await writeRecipeSchema(join(dist, 'recipe.schema.json'));
  const metafiles = (builds) => builds.map(({ metafile }) => metafile);
  return {
    extension: metafiles([engine, reader, runtime, commandLine, ...editor]),
    commandLine: metafiles([engine, reader, runtime, commandLine]),
  };
}

/** Bundles for a webview, JavaScript and style sheet, from `webview/<name>/main.ts`. */
function webview(name, dist) {
  return build({
    absWorkingDir: root,
    bundle: true,
    entryPoints: { [name]: `webview/${name}/main.ts` },
    outdir: join(dist, 'webview'),
    platform: 'browser',
    target: 'chrome120',
    format: 'esm',
    minify: true,
    sourcemap: 'linked',
    metafile: true,
    logLevel: 'warning',
  });
}

/** The schema with which editors help to write recipe files, made from the one with which the engine checks them. */
async function writeRecipeSchema(file) {
  const { outputFiles } = await build({
    ...common,
    entryPoints: ['src/engine/recipes/json-schema.ts'],
    format: 'esm',
    sourcemap: false,
    write: false,
  });
  const { recipeFileSchema } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
  );
  await writeFile(file, JSON.stringify(recipeFileSchema(), undefined, 2));
}
