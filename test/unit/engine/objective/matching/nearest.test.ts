import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';

import type { PictureSource } from '../../../../../src/engine/imaging/decoding/decode';
import {
  imageNetMean,
  vggLayers,
  type ConvolutionParameters,
  type Network,
} from '../../../../../src/engine/network/network';
import { Matching, type Match } from '../../../../../src/engine/objective/matching/matching';
import { specificationOf } from '../../../../../src/engine/objective/objective';
import { wholePicture } from '../../../../../src/engine/objective/regions';
import { resolveRecipe } from '../../../../../src/engine/recipes/catalog';
import { OnnxBackend } from '../../../../../src/engine/runtime/onnx/backend';
import { TensorFlowBackend } from '../../../../../src/engine/runtime/tfjs/backend';
import { tensorFlow } from '../../../../support/tensorflow/tensorflow';

/** What test/fixtures/nearest/reference.py has written. */
interface Expected {
  readonly width: number;
  readonly height: number;
  readonly styles: readonly { readonly width: number; readonly height: number; readonly data: number[] }[];
  readonly shares: readonly number[];
  readonly turns: boolean;
  readonly loss: number;
  readonly gradient: readonly number[];
  /** [C, positions] */
  readonly target: readonly number[];
  /** By how much the nearest place that looks different is farther away. */
  readonly clearness: readonly number[];
}

const file = fileURLToPath(new URL('../../../../fixtures/nearest/expected.json', import.meta.url));
const cases = JSON.parse(await readFile(file, 'utf8')) as Record<string, Expected>;

/** As in reference.py. */
const numbers = (length: number, seed: number) =>
  Float32Array.from({ length }, (_, i) => ((i * 7919 + seed * 104729) % 1009) / 1009 - 0.5);

const pictureOf = (seed: number, width: number, height: number) =>
  numbers(3 * width * height, seed).map((value) => Math.round(255 * (value + 0.5)));

function makeNetwork(): Network {
  const layers = vggLayers([4, 5, 6, 7], undefined, 'conv4_3');
  const parameters = new Map<string, ConvolutionParameters>();
  let seed = 0;
  for (const layer of layers) {
    if (layer.kind !== 'convolution') continue;
    seed++;
    const { inputChannels, outputChannels } = layer;
    const deviation = Math.sqrt(24 / (9 * inputChannels));
    parameters.set(layer.name, {
      kernel: numbers(9 * inputChannels * outputChannels, seed).map((value) => deviation * value),
      bias: numbers(outputChannels, seed + 50).map((value) => 10 * value),
    });
  }
  const input = {
    channelOrder: 'rgb' as const,
    mean: [...imageNetMean] as [number, number, number],
    deviation: [1, 1, 1] as [number, number, number],
  };
  return { description: { name: 'small', title: 'Small', input, layers }, parameters };
}

const network = makeNetwork();

function sourceOf(width: number, height: number, data: Float32Array): PictureSource {
  const load = () => Promise.resolve({ width, height, data });
  return { width, height, path: '', format: 'png', sha256: '', load };
}

const relativeError = (actual: ArrayLike<number>, expected: readonly number[]) =>
  Math.hypot(...expected.map((value, i) => actual[i]! - value)) / Math.hypot(...expected);

async function recipeOf({ turns }: Expected) {
  const layers = network.description.layers.flatMap(({ kind, name }) => (kind === 'relu' ? [name] : []));
  return resolveRecipe('finest', {
    ...{ 'style.layers': Object.fromEntries(layers.map((name) => [name, 1])), padding: 'zero' },
    ...{ 'style.matching.turns': turns, 'content.layers': { relu1_1: 0 } },
  });
}

async function matchOf(
  test: Expected,
  backend: OnnxBackend | TensorFlowBackend,
  tile?: number,
): Promise<Match> {
  const { width, height, styles, shares } = test;
  const recipe = await recipeOf(test);
  const result = { width, height };
  const { terms } = specificationOf(recipe, network, result, wholePicture(styles.length));
  const matching = new Matching(backend, recipe, network, {
    content: { picture: sourceOf(width, height, pictureOf(102, width, height)), size: result },
    styles: styles.map((style) => sourceOf(style.width, style.height, Float32Array.from(style.data))),
    nativeStyles: true,
    result,
    tile,
  });
  // Content alone.
  const weights = { 'content.weight': 1, 'style.weight': 0, 'totalVariation.weight': 0, mix: [...shares] };
  const nearest = terms.map(({ term }) => term).filter((term) => term.kind === 'nearest');
  const basis = { picture: pictureOf(101, width, height), weights, round: 0 };
  return [...(await matching.match(basis, nearest)).values()][0]!;
}

const backends = [
  ['ONNX Runtime', new OnnxBackend(ort, { executionProvider: 'cpu' })],
  ['TensorFlow.js', new TensorFlowBackend(tensorFlow)],
] as const;

describe.each(backends)('matching of places agrees with PyTorch, on %s', (_, backend) => {
  it.each(Object.entries(cases))('%s: the targets', async (_, test) => {
    const { target } = await matchOf(test, backend);

    expect(Math.min(...test.clearness)).toBeGreaterThan(1e-4);
    expect(relativeError(target, test.target)).toBeLessThan(1e-5);
  });

  it.each(Object.entries(cases))('%s: loss and gradient', async (_, test) => {
    const { width, height, styles } = test;
    const recipe = await recipeOf(test);
    const { specification, terms } = specificationOf(
      recipe,
      network,
      { width, height },
      wholePicture(styles.length),
    );
    const objective = await backend.createObjective(network, specification);
    for (const { term, share } of terms) {
      objective.setFactor(term.name, term.kind === 'nearest' ? share : 0);
      if (term.kind === 'nearest') objective.setTarget(term.name, Float32Array.from(test.target));
      if (term.kind === 'content') objective.setTarget(term.name, new Float32Array(4 * width * height));
    }

    const { values, gradient } = await objective.evaluate(pictureOf(101, width, height));

    const index = terms.findIndex(({ term }) => term.kind === 'nearest');
    expect((terms[index]!.share * values[index]!) / test.loss).toBeCloseTo(1, 5);
    expect(relativeError(gradient, test.gradient)).toBeLessThan(1e-4);
    await objective.dispose();
  });
});

it.each(Object.entries(cases))('%s: in tiles, places have the same targets', async (_, test) => {
  const [, backend] = backends[0];

  const { target } = await matchOf(test, backend, 8);

  expect(relativeError(target, test.target)).toBeLessThan(1e-5);
});
