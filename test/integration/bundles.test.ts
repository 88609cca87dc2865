import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

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
