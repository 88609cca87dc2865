import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { EngineClient } from '../../src/client/engine-client';
import { toOklab } from '../../src/engine/imaging/colors/oklab';
import { readMetadata } from '../../src/engine/imaging/encoding/metadata';
import { writeNetwork } from '../../src/engine/network/weight-file';
import { colorMethods, type ColorMethod } from '../../src/recipe/schema/conventions';
import { Workspace } from '../support/cli/workspace';
import {
  channelStatistics,
  drawWaves,
  meanDifference,
  readPixels,
  type Pixels,
} from '../support/pictures/pictures';
import { randomNetwork } from '../support/reference/random-network';

/** All of one size, so that a run at `native` size resamples nothing. */
const [width, height] = [52, 40];
const workspace = new Workspace();
let client: EngineClient;

/** Waves of less contrast around a colour. */
async function writeMuted(name: string, seed: number, base: readonly number[], contrast: number) {
  const data = drawWaves(seed, width, height).map((value, i) => base[i % 3]! + contrast * (value - 128));
  await sharp(data, { raw: { width, height, channels: 3 } }).toFile(workspace.path(name));
}

beforeAll(async () => {
  await workspace.open();
  const tiny = randomNetwork(5, [4, 6, 8, 8, 8]);
  await writeNetwork(tiny, workspace.path('tiny.safetensors'), { provenance: { source: 'test' } });
  await writeMuted('photo.png', 1, [120, 140, 100], 0.3);
  await writeMuted('style.png', 2, [150, 110, 130], 0.5);
  client = new EngineClient({
    program: {
      bundle: fileURLToPath(new URL('../../dist/engine.js', import.meta.url)),
      env: workspace.environment,
    },
    userFolder: workspace.home,
  });
  return async () => {
    await client.dispose();
  };
});
afterAll(() => workspace.close());

interface RunOptions {
  readonly content?: string;
  readonly style?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** A run at native size, of one iteration unless told otherwise. */
async function run(colors: ColorMethod, { content, style, settings }: RunOptions = {}) {
  const out = workspace.path('out.png');
  const handle = client.run({
    content: workspace.path(content ?? 'photo.png'),
    styles: [{ path: workspace.path(style ?? 'style.png'), weight: 1 }],
    recipe: 'studio',
    settings: {
      network: workspace.path('tiny.safetensors'),
      size: 'native',
      iterations: 1,
      colors,
      ...settings,
    },
    device: 'cpu',
    output: { path: out, overwrite: true },
    preview: { everyMilliseconds: 1 },
  });
  const previews: Uint8Array[] = [];
  handle.on('preview', ({ png }) => previews.push(png));
  const { losses } = await handle.result;
  return { out, losses, result: await readPixels(out), preview: await readPixels(previews[0]!) };
}

function evaluate(recipe: string, image: string, settings: Readonly<Record<string, unknown>> = {}) {
  return client.request('evaluate', {
    content: workspace.path('photo.png'),
    styles: [{ path: workspace.path('style.png'), weight: 1 }],
    image,
    recipe,
    settings: { network: workspace.path('tiny.safetensors'), ...settings },
    device: 'cpu',
  });
}

/** One step too small to be seen: the result is what the run has started from. */
const still = { 'optimizer.kind': 'adam', 'optimizer.learningRate': 1e-6 };
const painted = { iterations: 12 };

describe.each(colorMethods)('with the colours %s', (colors) => {
  it('a preview shows the very picture that is saved', async () => {
    const { preview, result } = await run(colors);

    expect(Buffer.compare(preview.data, result.data)).toBe(0);
  });

  it('the recipe in the result paints the same again, and its losses can be computed', async () => {
    const first = await run(colors, { settings: painted });
    const metadata = await readMetadata(first.out);
    await writeFile(workspace.path('again.json'), JSON.stringify(metadata!.recipe));
    const recipe = workspace.path('again.json');

    const { total } = await evaluate(recipe, first.out);
    const settings = { network: workspace.path('tiny.safetensors') };
    const second = client.run({
      content: workspace.path('photo.png'),
      styles: [{ path: workspace.path('style.png'), weight: 1 }],
      recipe,
      settings,
      device: 'cpu',
      output: { path: workspace.path('again.png'), overwrite: true },
    });
    await second.result;

    expect(metadata!.recipe).toMatchObject({ colors });
    expect(total).toBeGreaterThan(0);
    const again = await readPixels(workspace.path('again.png'));
    expect(Buffer.compare(again.data, first.result.data)).toBe(0);
  });

  it('a gray, half transparent content and a flat style can be painted', async () => {
    const [w, h] = [24, 19];
    const gray = Buffer.from(Array.from({ length: 2 * w * h }, (_, i) => (i * 37) % 256));
    await sharp(gray, { raw: { width: w, height: h, channels: 2 } })
      .png()
      .toFile(workspace.path('gray.png'));
    await sharp({ create: { width: 17, height: 16, channels: 3, background: { r: 9, g: 200, b: 80 } } })
      .png()
      .toFile(workspace.path('flat.png'));

    const { result, losses } = await run(colors, {
      content: 'gray.png',
      style: 'flat.png',
      settings: painted,
    });

    expect(result).toMatchObject({ width: w, height: h, channels: 4 });
    expect(Number.isFinite(losses.total)).toBe(true);
    expect(channelStatistics(result, 1).deviation).toBeGreaterThan(2);
  });
});

/** [3, H, W] */
const planar = ({ data, width, height, channels }: Pixels) =>
  Float32Array.from(
    { length: 3 * width * height },
    (_, i) => data[channels * (i % (width * height)) + Math.floor(i / (width * height))]!,
  );

describe('the picture keeps its own chroma', () => {
  it('in Oklab with content', async () => {
    const { result } = await run('content', { settings: painted });

    const [found, own] = [result, await readPixels(workspace.path('photo.png'))].map((pixels) =>
      toOklab(planar(pixels)),
    );
    const plane = width * height;
    let chroma = 0;
    let lightness = 0;
    for (let i = 0; i < 3 * plane; i++) {
      const difference = Math.abs(found![i]! - own![i]!);
      if (i < plane) lightness = Math.max(lightness, difference);
      else chroma = Math.max(chroma, difference);
    }
    // Rounded to 8 bits.
    expect(chroma).toBeLessThan(0.005);
    expect(lightness).toBeGreaterThan(0.05);
  });

  it.each(['content-ycbcr', 'luminance'] as const)('as differences of channels with %s', async (colors) => {
    const { result } = await run(colors, { settings: painted });

    const own = await readPixels(workspace.path('photo.png'));
    let change = 0;
    let light = 0;
    for (let i = 0; i < own.data.length; i += 3) {
      const [red, green, blue] = [0, 1, 2].map(
        (channel) => result.data[i + channel]! - own.data[i + channel]!,
      );
      change = Math.max(change, Math.abs(red! - green!), Math.abs(blue! - green!));
      light = Math.max(light, Math.abs(green!));
    }
    expect(change).toBeLessThanOrEqual(1);
    expect(light).toBeGreaterThan(10);
  });
});

describe('a run in luminance alone', () => {
  it('takes no notice of the style’s colours', async () => {
    const gray = await readPixels(workspace.path('style.png'));
    for (let i = 0; i < gray.data.length; i += 3) {
      const [red, green, blue] = gray.data.subarray(i, i + 3);
      gray.data.fill(Math.round(0.299 * red! + 0.587 * green! + 0.114 * blue!), i, i + 3);
    }
    await sharp(gray.data, { raw: { width, height, channels: 3 } }).toFile(workspace.path('gray-style.png'));
    const difference = async (colors: ColorMethod) => {
      const colored = await run(colors, { settings: painted });
      const plain = await run(colors, { style: 'gray-style.png', settings: painted });
      return meanDifference(colored.result, plain.result);
    };

    expect(await difference('luminance')).toBeLessThan(1);
    expect(await difference('content-ycbcr')).toBeGreaterThan(2);
  });

  it('has the losses that are evaluated at its result', async () => {
    const settings = { ...still, 'initial.image': 'noisy-content', 'initial.deviation': 6 };
    const { losses, out } = await run('luminance', { settings });

    const evaluated = await evaluate('studio', out, { colors: 'luminance' });

    // Of a picture rounded to 8 bits.
    expect(evaluated.style / losses.style).toBeCloseTo(1, 2);
    expect(evaluated.content / losses.content).toBeCloseTo(1, 1);
    expect(evaluated.tv / losses.tv).toBeCloseTo(1, 1);
  });
});

describe.each(['match-cholesky', 'match-pca', 'match-symmetric', 'match-histogram'] as const)(
  'a run with %s',
  (colors) => {
    it('imitates a style picture that has the content’s colours', async () => {
      const { result, out } = await run(colors, { settings: { ...still, 'initial.image': 'style' } });
      const own = await readPixels(workspace.path('photo.png'));
      for (const channel of [0, 1, 2]) {
        const [found, wanted] = [channelStatistics(result, channel), channelStatistics(own, channel)];
        expect(Math.abs(found.mean - wanted.mean)).toBeLessThan(0.5);
        expect(Math.abs(found.deviation / wanted.deviation - 1)).toBeLessThan(0.15);
      }

      const matched = await evaluate('studio', out, { colors });
      const asItIs = await evaluate('studio', out, { colors: 'style' });

      expect(matched.style / asItIs.style).toBeLessThan(1e-3);
    });
  },
);
