import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';

import type { Coverage } from '../../../../src/engine/imaging/masks/mask';
import { createWeightedObjective } from '../../../../src/engine/objective/objective';
import type { Region } from '../../../../src/engine/objective/regions';
import { encodeTargets } from '../../../../src/engine/objective/targets';
import { resolveRecipe } from '../../../../src/engine/recipes/catalog';
import { OnnxBackend } from '../../../../src/engine/runtime/onnx/backend';
import { TensorFlowBackend } from '../../../../src/engine/runtime/tfjs/backend';
import { summedStatistics } from '../../../../src/recipe/schema/conventions';
import { randomImage } from '../../../support/pictures/random-image';
import {
  referenceCovariance,
  referenceForward,
  referenceGram,
  referenceMeans,
  referenceWasserstein,
  sumOfSquaredDifferences,
  type FeatureMap64,
} from '../../../support/reference/losses';
import { randomNetwork } from '../../../support/reference/random-network';
import { tensorFlow } from '../../../support/tensorflow/tensorflow';

const network = randomNetwork(5);
const size = { width: 33, height: 26 };
const backends = {
  'ONNX Runtime': new OnnxBackend(ort, { executionProvider: 'cpu' }),
  'TensorFlow.js': new TensorFlowBackend(tensorFlow),
};
type BackendName = keyof typeof backends;
const backendNames = Object.keys(backends) as BackendName[];

const picture = (seed: number) => ({
  ...size,
  path: '',
  format: 'png' as const,
  sha256: '',
  load: () => Promise.resolve({ ...size, data: randomImage(seed, size.width, size.height) }),
});

const coverage = (at: (x: number, y: number) => number): Coverage => ({
  ...size,
  data: Float32Array.from({ length: size.width * size.height }, (_, i) =>
    at(i % size.width, Math.floor(i / size.width)),
  ),
});
const soft = coverage((x) => Math.min(1, Math.max(0, (x - 8) / 9)));
const rest = { ...soft, data: soft.data.map((value) => 1 - value) };
const corner = coverage((x, y) => Number(x < 13 && y > 10));

const styles = [picture(3), picture(4)];

interface Guided {
  readonly regions: readonly Region[];
  readonly styleMasks?: readonly (Coverage | undefined)[];
}

/** The objective's terms, values and gradient at the image of seed 2; factors are the terms' shares. */
async function evaluate(
  backend: BackendName,
  settings: Record<string, unknown>,
  { regions, styleMasks = [] }: Guided,
) {
  const recipe = await resolveRecipe('neural-style', { 'content.weight': 0, ...settings });
  const on = backends[backend];
  const content = { picture: picture(1), size };
  const targets = await encodeTargets(on, recipe, network, { content, styles, styleMasks, result: size });
  const { objective, terms } = await createWeightedObjective(on, recipe, network, size, regions);
  targets.apply(objective, terms, [1, 1]);
  for (const { term, group, gradientShare } of terms) {
    objective.setFactor(term.name, group === 'style' ? gradientShare : 0);
  }
  const { values, gradient } = await objective.evaluate(randomImage(2, size.width, size.height));
  await objective.dispose();
  return { terms, values, gradient: gradient.slice() };
}

const everywhere: Region[] = [{ styles: [0, 1] }];

describe.each(backendNames)('with %s', (backend) => {
  it.each(summedStatistics)('a mask that is all white changes nothing: %s', async (statistic) => {
    const white = coverage(() => 1);
    const settings = { 'style.statistic': statistic };

    const plain = await evaluate(backend, settings, { regions: everywhere });
    const masked = await evaluate(backend, settings, {
      regions: [{ styles: [0, 1], coverage: white }],
      styleMasks: [white, undefined],
    });

    expect(masked.terms.map(({ term, share }) => [term.name, share])).toEqual(
      plain.terms.map(({ term, share }) => [term.name, share]),
    );
    for (const [i, value] of plain.values.entries()) expect(masked.values[i]! / value).toBeCloseTo(1, 4);
    const scale = Math.max(...plain.gradient.map(Math.abs));
    const error = masked.gradient.map((value, i) => Math.abs(value - plain.gradient[i]!) / scale);
    expect(Math.max(...error)).toBeLessThan(1e-4);
  });

  it.each(summedStatistics)('each region is compared with a region of its style: %s', async (statistic) => {
    const layers = ['relu1_1', 'relu2_1', 'relu3_1'];
    const { terms, values } = await evaluate(
      backend,
      { 'style.statistic': statistic, 'style.layers': layers, 'style.gram': 'positions' },
      {
        regions: [
          { styles: [0], coverage: soft },
          { styles: [1], coverage: rest },
        ],
        styleMasks: [corner, undefined],
      },
    );

    const options = { pooling: 'max', padding: 'zero' } as const;
    const features = (seed: number) => {
      const { width, height } = size;
      return referenceForward(network, randomImage(seed, width, height), width, height, options);
    };
    const [image, ...pictures] = [2, 3, 4].map(features);
    const expected = new Map<string, number>();
    for (const layer of layers) {
      for (const [style, mask] of [soft, rest].entries()) {
        const own = image!.get(layer)!;
        const other = pictures[style]!.get(layer)!;
        const styleMask = style === 0 ? guidance(corner, other) : undefined;
        const loss = referenceLoss(statistic, [own, guidance(mask, own)], [other, styleMask]);
        expected.set(`style ${style + 1} ${layer}`, loss);
      }
    }
    for (const [index, { term, group }] of terms.entries()) {
      if (group !== 'style') continue;
      const value = expected.get(term.name)!;
      expect(Math.abs(values[index]! / value - 1), term.name).toBeLessThan(1e-4);
    }
    expect(terms.filter(({ group }) => group === 'style')).toHaveLength(expected.size);
  });
});

/** A mask's mean over each of the squares that a position stands for, over its root mean square. */
function guidance(mask: Coverage, { width, height }: FeatureMap64): Float64Array {
  const stride = Math.floor(mask.width / width);
  const values = Float64Array.from({ length: width * height }, (_, i) => {
    let sum = 0;
    for (let y = 0; y < stride; y++) {
      for (let x = 0; x < stride; x++) {
        const [row, column] = [stride * Math.floor(i / width) + y, stride * (i % width) + x];
        sum += mask.data[row * mask.width + column]!;
      }
    }
    return sum / stride ** 2;
  });
  const rootMeanSquare = Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
  return values.map((value) => value / rootMeanSquare);
}

type Part = readonly [features: FeatureMap64, guidance: Float64Array | undefined];

function referenceLoss(statistic: (typeof summedStatistics)[number], own: Part, style: Part): number {
  const positions = ([{ width, height }]: Part) => width * height;
  const gram = (part: Part) => referenceGram(...part).map((value) => value / positions(part));
  const covariance = (part: Part) => referenceCovariance(...part).map((value) => value / positions(part));
  switch (statistic) {
    case 'gram':
      return sumOfSquaredDifferences(gram(own), gram(style));
    case 'covariance':
      return sumOfSquaredDifferences(covariance(own), covariance(style));
    case 'mean':
      return sumOfSquaredDifferences(referenceMeans(...own), referenceMeans(...style));
    case 'moments': {
      const { channels } = own[0];
      const distance = (a: Float64Array, b: Float64Array) =>
        a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0);
      return (
        distance(referenceMeans(...own), referenceMeans(...style)) / channels +
        distance(covariance(own), covariance(style)) / channels ** 2
      );
    }
    case 'wasserstein': {
      const styleCovariance = covariance(style);
      const { channels } = own[0];
      const onDiagonal = (i: number) => i % (channels + 1) === 0;
      const variance = styleCovariance.filter((_, i) => onDiagonal(i)).reduce((a, b) => a + b, 0) / channels;
      // Both are regularised by a hundredth of the style's mean variance.
      const regularized = (matrix: Float64Array) =>
        matrix.map((value, i) => value + (onDiagonal(i) ? variance / 100 : 0));
      return referenceWasserstein(
        referenceMeans(...own),
        regularized(covariance(own)),
        referenceMeans(...style),
        regularized(styleCovariance),
      );
    }
  }
}

it('moves nothing that no position of the region sees', async () => {
  const left = coverage((x) => Number(x < 8));
  const { gradient } = await evaluate(
    'ONNX Runtime',
    { 'style.layers': ['relu1_1', 'relu2_1'] },
    { regions: [{ styles: [0, 1], coverage: left }] },
  );

  // Position 3 of relu2_1, the region's last, sees the pixels up to 2·3 − 4 + 9.
  for (const [i, value] of gradient.entries()) if (i % size.width > 11) expect(value).toBe(0);
  expect(Math.max(...gradient.map(Math.abs))).toBeGreaterThan(0);
});

it('pulls a small region as strongly as a large one', async () => {
  const pull = async (columns: number) => {
    const { gradient } = await evaluate(
      'ONNX Runtime',
      { 'style.layers': ['relu1_1'], 'totalVariation.weight': 0, 'style.gram': 'positions' },
      { regions: [{ styles: [0], coverage: coverage((x) => Number(x < columns)) }] },
    );
    let sum = 0;
    for (const [i, value] of gradient.entries()) if (i % size.width < columns - 1) sum += Math.abs(value);
    return sum / (columns - 1);
  };

  const [small, large] = [await pull(8), await pull(32)];

  expect(small / large).toBeGreaterThan(0.6);
  expect(small / large).toBeLessThan(1.6);
});
