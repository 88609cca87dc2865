import * as ort from 'onnxruntime-node';
import { afterAll, describe, expect, it } from 'vitest';

import type { ObjectiveSpecification } from '../../../../src/engine/losses/objective-graph';
import { wassersteinTarget } from '../../../../src/engine/losses/style/wasserstein-target';
import { isStyleTerm, type StyleTerm, type Term } from '../../../../src/engine/losses/term';
import type { Network } from '../../../../src/engine/network/network';
import type { Objective } from '../../../../src/engine/runtime/backend';
import { OnnxBackend } from '../../../../src/engine/runtime/onnx/backend';
import { poolings } from '../../../../src/recipe/schema/conventions';
import { evaluateWithAutodiff } from '../../../support/autodiff/objective';
import { randomImage } from '../../../support/pictures/random-image';
import {
  type FeatureMap64,
  referenceCovariance,
  referenceForward,
  referenceGradientNorm,
  referenceGram,
  referenceLosses,
  referenceMeans,
} from '../../../support/reference/losses';
import { randomNetwork } from '../../../support/reference/random-network';

const plainNetwork = randomNetwork(7, [4, 5, 6, 7, 8]);
const backend = new OnnxBackend(ort, { executionProvider: 'cpu' });
const open: Objective[] = [];
afterAll(() => Promise.all(open.map((objective) => objective.dispose())));

/** Factors that bring every term to a similar magnitude, so that none can hide an error in another. */
const terms: Record<string, { term: Term; factor: number }> = {
  content: { term: { kind: 'content', name: 'content', layer: 'relu4_2' }, factor: 0.3 },
  'content in the middle': { term: { kind: 'content', name: 'content', layer: 'relu2_2' }, factor: 0.1 },
  'Gram at relu1_1': { term: { kind: 'gram', name: 'g1', layer: 'relu1_1', normalization: 0.01 }, factor: 1 },
  'Gram at relu2_2, before a pooling': {
    term: { kind: 'gram', name: 'g2', layer: 'relu2_2', normalization: 0.01 },
    factor: 1,
  },
  'Gram at relu5_1': { term: { kind: 'gram', name: 'g5', layer: 'relu5_1', normalization: 0.5 }, factor: 1 },
  'covariance at relu1_1': {
    term: { kind: 'covariance', name: 'c1', layer: 'relu1_1', normalization: 0.01 },
    factor: 1,
  },
  'covariance at relu3_2': {
    term: { kind: 'covariance', name: 'c3', layer: 'relu3_2', normalization: 0.1 },
    factor: 1,
  },
  'mean at relu2_1': { term: { kind: 'mean', name: 'm2', layer: 'relu2_1' }, factor: 10 },
  'mean at relu5_1': { term: { kind: 'mean', name: 'm5', layer: 'relu5_1' }, factor: 10 },
  'Wasserstein at relu1_1': { term: { kind: 'wasserstein', name: 'w1', layer: 'relu1_1' }, factor: 1 },
  'Wasserstein at relu3_1': { term: { kind: 'wasserstein', name: 'w3', layer: 'relu3_1' }, factor: 1 },
  'Wasserstein at relu4_1, of fewer positions than channels': {
    term: { kind: 'wasserstein', name: 'w4', layer: 'relu4_1' },
    factor: 1,
  },
  'Gram at relu3_1': { term: { kind: 'gram', name: 'g3', layer: 'relu3_1', normalization: 0.01 }, factor: 1 },
  'moments at relu1_1': { term: { kind: 'moments', name: 'l1', layer: 'relu1_1' }, factor: 1 },
  'moments at relu3_1': { term: { kind: 'moments', name: 'l3', layer: 'relu3_1' }, factor: 1 },
  'the nearest at relu2_1': {
    term: { kind: 'nearest', name: 'n2', layer: 'relu2_1', centered: false },
    factor: 1,
  },
  'content with a normalised gradient': {
    term: { kind: 'content', name: 'content', layer: 'relu4_2', normalizeGradient: true },
    factor: 3,
  },
  'Gram at relu2_1 with a normalised gradient': {
    term: { kind: 'gram', name: 'g2', layer: 'relu2_1', normalization: 0.01, normalizeGradient: true },
    factor: 5,
  },
  'covariance at relu2_1 with a normalised gradient': {
    term: { kind: 'covariance', name: 'c2', layer: 'relu2_1', normalization: 0.01, normalizeGradient: true },
    factor: 2,
  },
  'moments at relu3_1 with a normalised gradient': {
    term: { kind: 'moments', name: 'm3', layer: 'relu3_1', normalizeGradient: true },
    factor: 2,
  },
  'TV squared-mean': { term: { kind: 'total-variation', name: 'tv', variant: 'squared-mean' }, factor: 1 },
  'TV squared-mean-swapped': {
    term: { kind: 'total-variation', name: 'tv', variant: 'squared-mean-swapped' },
    factor: 1,
  },
  'TV squared-sum': { term: { kind: 'total-variation', name: 'tv', variant: 'squared-sum' }, factor: 1 },
  'TV squared-half-sum': {
    term: { kind: 'total-variation', name: 'tv', variant: 'squared-half-sum' },
    factor: 1,
  },
  'TV power': { term: { kind: 'total-variation', name: 'tv', variant: 'power' }, factor: 1 },
  'TV absolute': { term: { kind: 'total-variation', name: 'tv', variant: 'absolute' }, factor: 1 },
};

interface Case extends ObjectiveSpecification {
  readonly network: Network;
  readonly factors: readonly number[];
  readonly targets: ReadonlyMap<string, Float32Array>;
  readonly image: Float32Array;
}

/** The objective at a random image, with targets taken from other random images. */
function makeCase(
  specification: ObjectiveSpecification,
  factors: readonly number[],
  network = plainNetwork,
): Case {
  const { width, height } = specification;
  const targets = new Map<string, Float32Array>();
  const content = referenceForward(network, randomImage(2, width, height), width, height, specification);
  const style = referenceForward(network, randomImage(3, 20, 18), 20, 18, specification);
  for (const term of specification.terms) {
    if (term.kind === 'content') targets.set(term.name, Float32Array.from(content.get(term.layer)!.data));
    else if (isStyleTerm(term)) {
      const positions = content.get(term.layer)!.data.length / content.get(term.layer)!.channels;
      targets.set(term.name, styleTarget(term, style.get(term.layer)!, positions));
    }
  }
  return { ...specification, network, factors, targets, image: randomImage(1, width, height) };
}

function styleTarget(term: StyleTerm, features: FeatureMap64, positions: number): Float32Array {
  const scaled = (matrix: Float64Array, n: number) => Float32Array.from(matrix, (value) => n * value);
  switch (term.kind) {
    case 'gram':
      return scaled(referenceGram(features), term.normalization);
    case 'covariance':
      return scaled(referenceCovariance(features), term.normalization);
    case 'mean':
      return scaled(referenceMeans(features), 1);
    case 'nearest':
      // Resized by repeating: it has to fit the picture's positions.
      return Float32Array.from({ length: features.channels * positions }, (_, i) => {
        const [channel, position] = [Math.floor(i / positions), i % positions];
        const plane = features.height * features.width;
        return features.data[channel * plane + (position % plane)]! / 1000;
      });
    case 'moments':
      return Float32Array.of(
        ...referenceMeans(features),
        ...scaled(referenceCovariance(features), 1 / (features.height * features.width)),
      );
    case 'wasserstein': {
      const positions = features.height * features.width;
      return wassersteinTarget(
        scaled(referenceMeans(features), 1),
        scaled(referenceCovariance(features), 1 / positions),
      );
    }
  }
}

async function evaluate(objective: Objective, { terms, factors, targets, image }: Case) {
  open.push(objective);
  for (const [index, term] of terms.entries()) {
    objective.setFactor(term.name, factors[index]!);
    const target = targets.get(term.name);
    if (target) objective.setTarget(term.name, target);
  }
  return objective.evaluate(image);
}

function total64(
  { network, width, height, terms, targets, ...options }: Case,
  factors: readonly number[],
  image: ArrayLike<number>,
): number {
  const losses = referenceLosses(network, image, width, height, terms, targets, options);
  return losses.reduce((sum, loss, index) => sum + loss * factors[index]!, 0);
}

/** The multiplier of each term's gradient at the case's image: the factor, divided by the norm if it is normalised. */
function gradientFactors({ network, width, height, terms, factors, targets, image, ...options }: Case) {
  const activations = referenceForward(network, image, width, height, options);
  return terms.map((term, index) => {
    const factor = factors[index]!;
    if (term.kind === 'total-variation' || !term.normalizeGradient) return factor;
    return factor / referenceGradientNorm(term, activations.get(term.layer)!, targets.get(term.name)!);
  });
}

/** Central differences at some elements, including corners and borders. */
function finiteDifferences(test: Case): { indices: number[]; slopes: number[] } {
  const { width, height, image } = test;
  const plane = width * height;
  const indices = [0, width - 1, plane - 1, plane - width, plane + 1, 2 * plane + width];
  for (let i = 0; i < 40; i++) indices.push((i * 7919) % (3 * plane));
  const step = 1e-5;
  const factors = gradientFactors(test);
  const slopes = indices.map((index) => {
    const shifted = Float64Array.from(image);
    shifted[index]! += step;
    const above = total64(test, factors, shifted);
    shifted[index]! -= 2 * step;
    return (above - total64(test, factors, shifted)) / (2 * step);
  });
  return { indices, slopes };
}

function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < expected.length; i++) {
    difference += (actual[i]! - expected[i]!) ** 2;
    norm += expected[i]! ** 2;
  }
  return Math.sqrt(difference / norm);
}

async function checkGradient(test: Case) {
  const { values, gradient } = await evaluate(await backend.createObjective(test.network, test), test);

  const losses = referenceLosses(
    test.network,
    test.image,
    test.width,
    test.height,
    test.terms,
    test.targets,
    test,
  );
  // A Wasserstein distance is a small difference of large traces.
  const isDistance = test.terms.some(({ kind }) => kind === 'wasserstein');
  expect(relativeError(values, losses)).toBeLessThan(isDistance ? 2e-5 : 1e-5);

  const { indices, slopes } = finiteDifferences(test);
  const sampled = indices.map((index) => gradient[index]!);
  expect(relativeError(sampled, slopes)).toBeLessThan(1e-3);

  const automatic = evaluateWithAutodiff(test.network, test, test.image);
  expect(relativeError(gradient, automatic.gradient)).toBeLessThan(1e-4);
}

const sizes = [
  { width: 16, height: 16 },
  { width: 19, height: 22 },
];

/** The term of a region with a hard and a soft edge, in the left of the picture or, with 1, in the right. */
function inRegion(term: Term, size: { width: number; height: number }, side: 0 | 1 = 0): StyleTerm {
  if (!isStyleTerm(term)) throw new Error('only styles have regions');
  const stride = 2 ** (Number(term.layer.charAt(4)) - 1);
  const [columns, rows] = [Math.floor(size.width / stride), Math.floor(size.height / stride)];
  const mask = Array.from({ length: rows * columns }, (_, i) => {
    const column = i % columns;
    const inside = side === 0 ? columns / 2 - column : column - columns / 3;
    return Math.min(1, Math.max(0, inside / 3)) * (i < columns ? 0 : 1);
  });
  const rootMeanSquare = Math.sqrt(mask.reduce((sum, value) => sum + value ** 2, 0) / mask.length);
  return { ...term, guidance: Float32Array.from(mask, (value) => value / rootMeanSquare) };
}

describe('the gradient agrees with float64 finite differences and with TensorFlow.js autodiff', () => {
  const options = { pooling: 'max', padding: 'zero' } as const;
  for (const [name, { term, factor }] of Object.entries(terms)) {
    for (const size of sizes) {
      it(`of ${name} at ${size.width}×${size.height}`, async () => {
        await checkGradient(makeCase({ ...size, ...options, terms: [term] }, [factor]));
      });
    }
  }

  const all = [
    'content',
    'Gram at relu1_1',
    'Gram at relu2_2, before a pooling',
    'Gram at relu5_1',
    'TV power',
  ];
  for (const pooling of poolings) {
    for (const padding of ['zero', 'replicate'] as const) {
      for (const size of sizes) {
        it(`of all losses with ${pooling} pooling and ${padding} padding at ${size.width}×${size.height}`, async () => {
          const chosen = all.map((name) => terms[name]!);
          await checkGradient(
            makeCase(
              { ...size, pooling, padding, terms: chosen.map(({ term }) => term) },
              chosen.map(({ factor }) => factor),
            ),
          );
        });
      }
    }
  }
});

describe('the gradient agrees with both of a region', () => {
  const options = { pooling: 'max', padding: 'zero' } as const;
  const names = [
    'Gram at relu1_1',
    'Gram at relu2_2, before a pooling',
    'covariance at relu3_2',
    'mean at relu2_1',
    'Wasserstein at relu1_1',
    'Wasserstein at relu3_1',
    'moments at relu3_1',
    'Gram at relu2_1 with a normalised gradient',
  ];
  for (const name of names) {
    for (const size of sizes) {
      it(`for ${name} at ${size.width}×${size.height}`, async () => {
        const { term, factor } = terms[name]!;
        await checkGradient(makeCase({ ...size, ...options, terms: [inRegion(term, size)] }, [factor]));
      });
    }
  }

  it('for two regions of a layer, with content', async () => {
    const size = sizes[1]!;
    const gram = terms['Gram at relu2_2, before a pooling']!.term;
    const regions = [inRegion(gram, size), { ...inRegion(gram, size, 1), name: 'other region' }];
    const content = terms['content in the middle']!;
    await checkGradient(
      makeCase({ ...size, ...options, terms: [content.term, ...regions] }, [content.factor, 1, 2]),
    );
  });
});

describe('the gradient agrees with both for a network that divides its input by a deviation', () => {
  for (const channelOrder of ['rgb', 'bgr'] as const) {
    for (const padding of ['zero', 'replicate'] as const) {
      it(`in ${channelOrder} order with ${padding} padding`, async () => {
        const network = randomNetwork(8, [4, 5], { channelOrder, deviation: [2, 0.5, 4] });
        const chosen = ['content in the middle', 'Gram at relu1_1'].map((name) => terms[name]!);
        const specification = { ...sizes[1]!, pooling: 'max' as const, padding };
        await checkGradient(
          makeCase(
            { ...specification, terms: chosen.map(({ term }) => term) },
            chosen.map(({ factor }) => factor),
            network,
          ),
        );
      });
    }
  }
});

describe('the gradient agrees with both for a network that is computed in blocks of channels', () => {
  // Whole blocks, blocks to be filled up, and counts that the processor's kernels cannot take.
  const network = randomNetwork(12, [16, 24, 20, 32, 18], { last: 'conv5_2' });
  const chosen = [
    'content',
    'Gram at relu1_1',
    'Gram at relu2_2, before a pooling',
    'moments at relu3_1 with a normalised gradient',
    'TV squared-mean',
  ].map((name) => terms[name]!);
  const both = {
    terms: chosen.map(({ term }) => term),
    factors: chosen.map(({ factor }) => factor),
  };
  for (const pooling of poolings) {
    for (const size of sizes) {
      it(`with ${pooling} pooling at ${size.width}×${size.height}`, async () => {
        const specification = { ...size, pooling, padding: 'replicate' as const, terms: both.terms };
        await checkGradient(makeCase(specification, both.factors, network));
      });
    }
  }

  it('of a region', async () => {
    const size = sizes[1]!;
    const { term } = terms['Gram at relu2_2, before a pooling']!;
    const specification = { ...size, pooling: 'max', padding: 'zero' } as const;
    await checkGradient(makeCase({ ...specification, terms: [inRegion(term, size)] }, [1], network));
  });

  it('of factored convolutions', async () => {
    const wide = randomNetwork(13, [32, 48, 64], { factored: true });
    const { term } = terms['Gram at relu3_1']!;
    const specification = { ...sizes[1]!, pooling: 'max', padding: 'zero' } as const;
    await checkGradient(makeCase({ ...specification, terms: [term] }, [1], wide));
  });
});

for (const padding of ['zero', 'replicate'] as const) {
  it(`the gradient agrees with both for a network of factored convolutions with ${padding} padding`, async () => {
    const network = randomNetwork(10, [4, 6, 8, 8, 8], { factored: true });
    const chosen = ['content', 'Gram at relu1_1', 'Gram at relu5_1'].map((name) => terms[name]!);
    await checkGradient(
      makeCase(
        { ...sizes[1]!, pooling: 'max', padding, terms: chosen.map(({ term }) => term) },
        chosen.map(({ factor }) => factor),
        network,
      ),
    );
  });
}

it.each([
  ['in plain order', plainNetwork],
  ['in blocks of channels', randomNetwork(14, [32, 48])],
])('sends the gradient of tied maxima to the first in reading order, %s', async (_, network) => {
  // A flat picture: away from the border all four elements of every window tie, at positive values.
  const term: Term = { kind: 'content', name: 'content', layer: 'relu2_1' };
  const flat = new Float32Array(3 * 16 * 16).fill(200);
  const test: Case = {
    ...makeCase({ width: 16, height: 16, pooling: 'max', padding: 'zero', terms: [term] }, [1], network),
    image: flat,
  };

  const { gradient } = await evaluate(await backend.createObjective(test.network, test), test);

  const automatic = evaluateWithAutodiff(test.network, test, test.image);
  expect(relativeError(gradient, automatic.gradient)).toBeLessThan(1e-4);
});
