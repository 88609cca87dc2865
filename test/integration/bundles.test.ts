import { readdir, readFile, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, it } from 'vitest';

import { contributes, icon, main } from '../../package.json';
import { packageFiles, packageFolder } from '../../scripts/package/files.mjs';
import { recipeFileSchema } from '../../src/engine/recipes/json-schema';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = join(root, 'dist');

const kilobytes = async (...files: string[]) => {
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(dist, file))).size));
  return sizes.reduce((a, b) => a + b) / 1000;
};

it('keeps what VS Code waits for under 8 KB', async () => {
  await expect(kilobytes('extension.js')).resolves.toBeLessThan(8);
});

it('keeps what the extension host loads under 320 KB', async () => {
  await expect(kilobytes('extension.js', 'app.js')).resolves.toBeLessThan(320);
});

it.each(['panel', 'viewer'])('keeps the %s’s script and styles under 400 KB', async (view) => {
  await expect(kilobytes(`webview/${view}.js`, `webview/${view}.css`)).resolves.toBeLessThan(400);
});

it('has the schema of recipe files where the manifest says, as the engine has it', async () => {
  const [{ fileMatch, url }] = contributes.jsonValidation as [{ fileMatch: string; url: string }];

  expect(fileMatch).toBe('*.stylize.json');
  const built = await readFile(join(dist, '..', url), 'utf8');
  expect(JSON.parse(built)).toEqual(JSON.parse(JSON.stringify(recipeFileSchema())));
});

it('packages every bundle, and no source map', async () => {
  const built = await readdir(dist, { recursive: true });
  const names = built
    .filter((path) => path.includes('.') && !path.endsWith('.map'))
    .map((path) => `dist/${path.split(sep).join('/')}`);
  expect(names).toEqual(expect.arrayContaining(['dist/weights-reader.js', 'dist/runtime-thread.js']));

  const packaged = await packageFiles(root);

  expect(packaged.filter((file) => file.startsWith('dist/'))).toEqual(names.sort());
});

it('packages every file that the manifest names', async () => {
  const pictures = contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.image));
  const icons = contributes.viewsContainers.activitybar.map((container) => container.icon);
  const named = [main, icon, ...icons, ...pictures, ...contributes.jsonValidation.map(({ url }) => url)];

  const packaged = new Set(await packageFiles(root));

  expect(named.map((path) => path.replace('./', '')).filter((path) => !packaged.has(path))).toEqual([]);
});

it('packages what it needs of node_modules and nothing for developers', async () => {
  const packages = new Set(
    (await packageFiles(root)).map(packageFolder).filter((name) => name !== undefined),
  );

  for (const name of ['onnxruntime-node', 'onnxruntime-common', 'sharp', 'h5wasm']) {
    expect(packages).toContain(`node_modules/${name}`);
  }
  expect(packages).not.toContain('node_modules/esbuild');
  expect([...packages].filter((name) => name.includes('@img/sharp-'))).not.toEqual([]);
});

it('packages of other packages what is loaded, with their licences', async () => {
  const files = (await packageFiles(root)).filter((file) => file.startsWith('node_modules/'));

  expect(
    files.filter((file) => /\.(?:[cm]?ts|map|h|cc)$|\/(?:script|src|test)\/|README/i.test(file)),
  ).toEqual([]);
  expect(files).toContain('node_modules/sharp/LICENSE');
});
