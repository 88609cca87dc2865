import { readFile } from 'node:fs/promises';

import sharp from 'sharp';
import { beforeAll, describe, expect, it, test } from 'vitest';
import * as z from 'zod';

import { readKerasVgg19 } from '../../src/engine/network/importers/keras';
import type { Network } from '../../src/engine/network/network';
import { writeNetwork } from '../../src/engine/network/weight-file';
import { readPixels, writeWaves } from '../support/pictures';
import { randomNetwork } from '../support/random-network';
import {
  activationsOf,
  kerasLbfgsLosses,
  neuralStyleLosses,
  type EvaluatedPictures,
  type PlanarImage,
  type RecipeLosses,
} from '../support/reference-recipes';
import { sharedFile } from '../support/shared-data';
import { useWorkspace } from '../support/workspace';

const workspace = useWorkspace();

const formulas = { 'neural-style': neuralStyleLosses, 'keras-lbfgs': kerasLbfgsLosses } as const;
type RecipeName = keyof typeof formulas;
const recipeNames = Object.keys(formulas) as RecipeName[];

const evaluationLine = z.strictObject({
  content: z.number(),
  style: z.number(),
  tv: z.number(),
  total: z.number(),
  layers: z.record(z.string(), z.number()),
});

/** `stylize eval` of content.png, style.png and image.png. */
async function evaluate(recipe: RecipeName, network: string) {
  const pictures = ['--content', 'content.png', '--style', 'style.png', '--image', 'image.png'];
  const outcome = await workspace.stylize([
    ...['eval', '--recipe', recipe, '--network', network, ...pictures],
    '--json',
  ]);
  expect(outcome, outcome.stdout + outcome.stderr).toMatchObject({ code: 0, stderr: '' });
  return evaluationLine.parse(outcome.lines[0]);
}

async function planar(name: string): Promise<PlanarImage> {
  const { data, width, height } = await readPixels(workspace.path(name));
  const plane = width * height;
  const values = Float64Array.from(
    { length: 3 * plane },
    (_, i) => data[3 * (i % plane) + Math.floor(i / plane)]!,
  );
  return { data: values, width, height };
}

/** The same pictures through the reference's network. */
async function reference(network: Network): Promise<EvaluatedPictures> {
  const imagePixels = await planar('image.png');
  return {
    content: activationsOf(network, await planar('content.png')),
    style: activationsOf(network, await planar('style.png')),
    image: activationsOf(network, imagePixels),
    imagePixels,
  };
}

function expectAgreement(found: RecipeLosses, expected: RecipeLosses): void {
  const flat = ({ layers, ...sums }: RecipeLosses): Record<string, number> => ({ ...sums, ...layers });
  const [a, b] = [flat(found), flat(expected)];
  expect(Object.keys(a).sort()).toEqual(Object.keys(b).sort());
  for (const [name, value] of Object.entries(b)) {
    expect(value, name).toBeGreaterThan(0);
    expect(Math.abs(a[name]! / value - 1), `${name}: ${a[name]!} for ${value}`).toBeLessThan(1e-4);
  }
}

describe('eval agrees with an independent float64 evaluation', () => {
  const network = randomNetwork(11, [4, 6, 8, 10, 12]);

  it.each([
    ['even', [64, 48], [48, 80]],
    ['odd', [67, 45], [53, 39]],
  ] as const)('with a network of all sixteen convolutions, at %s sizes', async (_, [w, h], [ws, hs]) => {
    await writeNetwork(network, workspace.path('tiny.safetensors'), { provenance: { source: 'test' } });
    await writeWaves(workspace.path('content.png'), 1, w, h);
    await writeWaves(workspace.path('style.png'), 2, ws, hs);
    await writeWaves(workspace.path('image.png'), 3, w, h);
    const pictures = await reference(network);

    for (const recipe of recipeNames) {
      expectAgreement(await evaluate(recipe, 'tiny.safetensors'), formulas[recipe](pictures));
    }
  });

  it('with a distilled network, whose losses count the channels of its teacher', async () => {
    const distilled = randomNetwork(12, [4, 6, 8, 10, 12], { teacherWidths: [8, 9, 10, 11, 12] });
    await writeNetwork(distilled, workspace.path('tiny.safetensors'), { provenance: { source: 'test' } });
    await writeNetwork(randomNetwork(12, [4, 6, 8, 10, 12]), workspace.path('plain.safetensors'), {
      provenance: { source: 'test' },
    });
    await writeWaves(workspace.path('content.png'), 1, 40, 32);
    await writeWaves(workspace.path('style.png'), 2, 40, 32);
    await writeWaves(workspace.path('image.png'), 3, 40, 32);

    const found = await evaluate('neural-style', 'tiny.safetensors');
    const plain = await evaluate('neural-style', 'plain.safetensors');

    // Gram / (C·P), then the mean over C² elements: four powers of the channel count.
    const shares = [4 / 8, 6 / 9, 8 / 10, 10 / 11, 1];
    for (const [index, share] of shares.entries()) {
      const layer = `style relu${index + 1}_1`;
      expect(found.layers[layer]! / plain.layers[layer]!).toBeCloseTo(share ** 4, 5);
    }
    expect(found.content / plain.content).toBeCloseTo(10 / 11, 5);
  });
});

const weights = sharedFile('data/weights/vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5');
const tubingen = sharedFile('data/images/content/tubingen.jpg');
const starryNight = sharedFile('data/images/style/starry_night.jpg');

// Some seconds of float64 loops, on a processor that may have other work.
describe('with VGG-19', { timeout: 240_000 }, () => {
  let network: Network | undefined;
  beforeAll(async () => {
    if (weights.skipReason === false) network = await readKerasVgg19(weights.path);
  });

  const sizes = [
    ['even', { width: 64, height: 48 }, { width: 48, height: 40 }],
    ['odd', { width: 67, height: 45 }, { width: 41, height: 51 }],
  ] as const;
  describe.each(sizes)('at %s sizes', (_, size, styleSize) => {
    test.skipIf(weights.skipReason)(weights.title('eval agrees with the float64 evaluation'), async () => {
      const crop = async (from: string, left: number, top: number, size: object, name: string) => {
        await sharp(await readFile(from))
          .resize({ width: 400 })
          .extract({ left, top, width: 0, height: 0, ...size })
          .png()
          .toFile(workspace.path(name));
      };
      await crop(tubingen.path, 120, 60, size, 'content.png');
      await crop(starryNight.path, 100, 80, styleSize, 'style.png');
      await crop(starryNight.path, 200, 50, size, 'image.png');
      const imported = await workspace.stylize(['weights', 'import', weights.path]);
      expect(imported, imported.stderr).toMatchObject({ code: 0 });
      const pictures = await reference(network!);

      for (const recipe of recipeNames) {
        expectAgreement(await evaluate(recipe, 'vgg19'), formulas[recipe](pictures));
      }
    });
  });
});
