import { expect, it } from 'vitest';

import type { Picture } from '../../../../../src/engine/imaging/picture';
import { optimize } from '../../../../../src/engine/methods/optimize/optimize';
import { RunControl } from '../../../../../src/engine/methods/run-control';
import { Finisher } from '../../../../../src/engine/objective/colors';
import { wholePicture } from '../../../../../src/engine/objective/regions';
import type { OptimizePlan } from '../../../../../src/engine/plan/plan';
import { resolveRecipe } from '../../../../../src/engine/recipes/catalog';
import type { Backend, Values } from '../../../../../src/engine/runtime/backend';
import { initialWeights } from '../../../../../src/recipe/live';
import { randomNetwork } from '../../../../support/reference/random-network';

const size = { width: 16, height: 16 };
const plane = 256;

/** A picture of one colour. */
function plain(...color: readonly [number, number, number]) {
  const data = Float32Array.from({ length: 3 * plane }, (_, i) => color[Math.floor(i / plane)]!);
  const load = (): Promise<Picture> => Promise.resolve({ ...size, data });
  return { ...size, path: '', format: 'png' as const, sha256: '', load };
}

/** What counts is the content alone: the mean over all samples of half the squared distance to `goal`. */
function backendTowards(goal: number): Backend {
  const nothing: Values = { data: new Float32Array(1), shape: [1] };
  return {
    createEncoder: () =>
      Promise.resolve({
        encode: () =>
          Promise.resolve(
            new Map([
              ['relu1_1 features', nothing],
              ['relu1_1 gram', nothing],
            ]),
          ),
        dispose: () => Promise.resolve(),
      }),
    createObjective: () =>
      Promise.resolve({
        setFactor: () => undefined,
        setTarget: () => undefined,
        evaluate: (image) => {
          const sum = image.reduce((total, x) => total + (x - goal) ** 2 / 2, 0);
          const gradient = image.map((x) => x - goal);
          return Promise.resolve({ values: Float32Array.of(sum / image.length, 0, 0), gradient });
        },
        dispose: () => Promise.resolve(),
      }),
    createMatcher: () => expect.unreachable(),
    createTrainer: () => expect.unreachable(),
    paintingNetwork: () => expect.unreachable(),
  };
}

/** Gradient descent of so many steps, from the content picture. */
async function paint(
  goal: number,
  color: readonly [number, number, number],
  settings: { readonly iterations: number; readonly [key: string]: unknown },
) {
  const recipe = await resolveRecipe('neural-style', {
    ...{ 'content.layers': { relu1_1: 1 }, 'style.layers': { relu1_1: 1 }, 'initial.image': 'content' },
    ...{ 'content.weight': 1, 'content.reduction': 'sum', 'style.weight': 0, 'totalVariation.weight': 0 },
    ...{
      'optimizer.kind': 'sgd',
      'optimizer.momentum': 0,
      clamp: false,
      averaging: 0,
      network: 'embedded',
      ...settings,
    },
  });
  const content = plain(...color);
  const plan: OptimizePlan = {
    recipe,
    network: { ...randomNetwork(5), sha256: '', provenance: { source: '' } },
    content,
    styles: [content],
    masks: [{}],
    regions: wholePicture(1),
    weights: initialWeights(recipe, [1]),
    original: content,
    initial: undefined,
    tile: undefined,
    spare: 0,
    // Told before the painting.
    outline: {} as OptimizePlan['outline'],
    scales: [{ ...size, iterations: settings.iterations }],
    finisher: new Finisher(recipe.colors, { content, styles: [] }, []),
    device: { id: 'cpu', backend: backendTowards(goal), trial: backendTowards(goal), probeMilliseconds: 1 },
    out: 'out.png',
  };
  const told: number[] = [];
  const { painting, losses } = await optimize.paint(plan, new RunControl(new AbortController().signal), {
    phase: () => undefined,
    restored: () => undefined,
    paused: () => Promise.resolve(),
    stepped: ({ losses }) => Promise.resolve(void told.push(losses.total)),
    reached: () => Promise.resolve(),
  });
  return { first: painting.data[0], losses, told };
}

it('are those of the average that is shown, not of the last picture that was looked at', async () => {
  const { first, losses, told } = await paint(100, [200, 200, 200], {
    ...{ iterations: 2, averaging: 0.5, 'optimizer.learningRate': 0.25 },
  });

  // 200 → 175 → 156.25, whose average is (¼·175 + ½·156.25) / ¾ = 162.5. In a file it is 162.
  expect(first).toBe(162.5);
  expect(losses).toEqual({ content: 62 ** 2 / 2, style: 0, tv: 0, total: 62 ** 2 / 2 });
  // While it painted, those of 200 and 175.
  expect(told).toEqual([100 ** 2 / 2, 75 ** 2 / 2]);
});

it('are those of the colours that can be displayed', async () => {
  const { first, losses } = await paint(300, [200, 200, 200], { iterations: 1, 'optimizer.learningRate': 1 });

  // The minimum is at 300; a file ends at 255.
  expect(first).toBe(300);
  expect(losses.total).toBe(45 ** 2 / 2);
});

it('are those of the picture with its colours finished', async () => {
  const { first, losses } = await paint(100, [100, 150, 200], {
    ...{ iterations: 1, 'optimizer.learningRate': 0.5, colors: 'content-ycbcr' },
  });

  // Painted: 100, 125, 150. The luminance, 0.299 R + 0.587 G + 0.114 B, has fallen from 140.75 to 120.375; with the
  // content's chroma that is 79.625, 129.625, 179.625.
  expect(first).toBe(100);
  expect(losses.total).toBeCloseTo((20 ** 2 + 30 ** 2 + 80 ** 2) / 3 / 2, 3);
});

it('are those of the gray picture that a run in luminance alone has painted', async () => {
  const { losses } = await paint(100, [100, 150, 200], {
    ...{ iterations: 1, 'optimizer.learningRate': 0.5, colors: 'luminance' },
  });

  // From 140.75 to 120.375. In colour: 79.625, 129.625, 179.625, rounded, whose luminance is 120.75.
  const luminance = 0.299 * 80 + 0.587 * 130 + 0.114 * 180;
  expect(losses.total).toBeCloseTo((luminance - 100) ** 2 / 2, 2);
});
