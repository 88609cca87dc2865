import sharp from 'sharp';
import { expect, it } from 'vitest';

import { Previewer } from '../../../../src/engine/results/preview';

const picture = Promise.resolve({ width: 20, height: 10, data: new Float32Array(600).fill(100) });

it('is never due when previews are off', () => {
  expect(new Previewer(0).isDue).toBe(false);
});

it('sends a PNG whose buffer is exactly its bytes', async () => {
  const previewer = new Previewer(50);
  const sent: Uint8Array<ArrayBuffer>[] = [];

  previewer.start(picture, (png) => sent.push(png));
  await previewer.settle();

  const [png] = sent;
  expect(png!.byteLength).toBe(png!.buffer.byteLength);
  await expect(sharp(png).metadata()).resolves.toMatchObject({ format: 'png', width: 20, height: 10 });
});

it('starts none while one is under way, and the next only when its share of time allows', async () => {
  let now = 0;
  const previewer = new Previewer(50, () => now);
  expect(previewer.isDue).toBe(true);

  previewer.start(picture, () => undefined);
  now = 1000;
  expect(previewer.isDue).toBe(false);
  await previewer.settle();

  // It took 1000 ms: at 4 % of the time the next is due 25 s after the start.
  now = 24_999;
  expect(previewer.isDue).toBe(false);
  now = 25_000;
  expect(previewer.isDue).toBe(true);
});
