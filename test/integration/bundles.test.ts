import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

import { contributes } from '../../package.json';
import { recipeFileSchema } from '../../src/engine/recipes/json-schema';

const dist = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..', 'dist');

const kilobytes = async (...files: string[]) => {
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(dist, file))).size));
  return sizes.reduce((a, b) => a + b) / 1000;
};

it('keeps what the extension host loads under 300 KB', async () => {
  await expect(kilobytes('extension.js', 'app.js')).resolves.toBeLessThan(300);
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
