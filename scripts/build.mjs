// Bundles the engine, the command line, the extension and its webviews. Native and WebAssembly packages stay external:
// they ship as they are.
import { Buffer } from 'node:buffer';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

import { inventory } from './package/inventory.mjs';
import { notices } from './package/notices.mjs';
import { sbom } from './package/sbom.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: true,
  external: ['onnxruntime-node', 'sharp', 'h5wasm', 'vscode'],
  logLevel: 'warning',
  metafile: true,
  supported: { 'dynamic-import': true },
};

/** Bundles for a webview, JavaScript and style sheet, from `webview/<name>/main.ts`. */
const webview = (name) =>
  build({
    absWorkingDir: root,
    bundle: true,
    entryPoints: { [name]: `webview/${name}/main.ts` },
    outdir: 'dist/webview',
    platform: 'browser',
    target: 'chrome120',
    format: 'esm',
    minify: true,
    sourcemap: 'linked',
    metafile: true,
    logLevel: 'warning',
  });

const commandLine = build({
  ...common,
  entryPoints: ['src/cli/main.ts'],
  outfile: 'dist/cli.js',
  banner: { js: '#!/usr/bin/env node' },
});
const bundles = await Promise.all([
  build({ ...common, entryPoints: ['src/engine/node/main.ts'], outfile: 'dist/engine.js' }),
  build({
    ...common,
    entryPoints: ['src/engine/node/weights/worker.ts'],
    outfile: 'dist/weights-reader.js',
  }),
  // In two parts: VS Code waits only for the first, which loads the second on first use.
  build({
    ...common,
    entryPoints: ['src/extension/extension.ts'],
    outfile: 'dist/extension.js',
    external: [...common.external, './app'],
    supported: { 'dynamic-import': false },
    minify: true,
  }),
  build({ ...common, entryPoints: ['src/extension/app.ts'], outfile: 'dist/app.js', minify: true }),
  webview('panel'),
  webview('viewer'),
  webview('mask'),
]);

// The JSON schema with which editors help to write recipe files, made from the schema with which the engine checks them.
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
await writeFile(join(root, 'dist/recipe.schema.json'), JSON.stringify(recipeFileSchema(), undefined, 2));
await commandLine;

// Lists the third-party packages in the extension, for people and for programs. The command line is not part of it.
const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const packages = await inventory(
  root,
  bundles.map(({ metafile }) => metafile),
);
await writeFile(join(root, 'ThirdPartyNotices.txt'), await notices(root, packages));
await writeFile(join(root, 'dist/sbom.cdx.json'), sbom(manifest, packages));
