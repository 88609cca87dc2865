import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import sharp from 'sharp';
import { it } from 'vitest';

import { describeWindow } from '../../test/ui/support/editor';
import { useWindow, type Window } from '../../test/ui/support/journey';

/** Of a frame; the height follows. */
const width = 840;
/** Frames of the run, of which many more are taken. */
const paintingFrames = 18;

interface Frame {
  readonly png: Buffer;
  readonly milliseconds: number;
}

/*
 * The README's first picture: the sample is chosen, painted and compared with its original, in a real window.
 *
 *   npm run build && npx vitest run --config tools/documentation/screenshots.config.ts demonstration
 */
describeWindow('the demonstration of the README', () => {
  let window: Window;
  useWindow({ settings: { 'stylize.size': 384 } }, (opened) => {
    window = opened;
  });

  it('shows a picture from the choice to the comparison', async () => {
    const { editor, panel, viewer } = window;
    const take = async (milliseconds: number): Promise<Frame> => ({
      png: await editor.page.screenshot(),
      milliseconds,
    });
    await window.trySample();
    // The thumbnails come a moment later.
    await setTimeout(3000);
    const before = [await take(1600)];
    await panel.button('Start').click();
    await viewer.picture.waitFor({ timeout: 300_000 });
    const painting = await framesUntil(panel.reaches('Done', 1_500_000), () => take(160));
    const done = [await take(1400)];

    await viewer.button('Swipe').click();
    await viewer.divider.waitFor();
    const compared: Frame[] = [];
    await viewer.divider.focus();
    for (const [key, steps] of [
      ['ArrowLeft', 6],
      ['ArrowRight', 12],
      ['ArrowLeft', 6],
    ] as const) {
      for (let step = 0; step < steps; step++) {
        await viewer.divider.press(key);
        await viewer.divider.press(key);
        compared.push(await take(110));
      }
    }
    compared.push(await take(1800));
    await write([...before, ...some(painting), ...done, ...compared]);
  });
});

/** What is to be seen until a promise is kept, each sight once. */
async function framesUntil(end: Promise<void>, take: () => Promise<Frame>): Promise<Frame[]> {
  const frames = new Map<string, Frame>();
  for (let isOver = false; !isOver;) {
    const frame = await take();
    frames.set(createHash('sha256').update(frame.png).digest('hex'), frame);
    isOver = await Promise.race([end.then(() => true), setTimeout(300, false)]);
  }
  return [...frames.values()];
}

/** Some of the frames: most from the beginning, where most changes. */
function some(frames: readonly Frame[]): Frame[] {
  const last = frames.length - 1;
  const chosen = Array.from({ length: paintingFrames }, (_, index) =>
    Math.round(last * (index / (paintingFrames - 1)) ** 2),
  );
  return [...new Set(chosen)].map((index) => frames[index]!);
}

async function write(frames: readonly Frame[]): Promise<void> {
  const small = await Promise.all(frames.map(({ png }) => sharp(png).resize({ width }).png().toBuffer()));
  const { size } = await sharp(small, { join: { animated: true } })
    .webp({
      quality: 62,
      effort: 6,
      smartSubsample: true,
      loop: 0,
      delay: frames.map(({ milliseconds }) => milliseconds),
    })
    .toFile(join('media', 'readme', 'demonstration.webp'));
  console.log(`${frames.length} frames, ${(size / 1e6).toFixed(2)} MB`);
}
