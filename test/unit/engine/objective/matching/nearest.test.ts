import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';

import type { PictureSource } from '../../../../../src/engine/imaging/decoding/decode';
import type { Coverage } from '../../../../../src/engine/imaging/masks/mask';
import {
  imageNetMean,
  vggLayers,
  type ConvolutionParameters,
  type Network,
} from '../../../../../src/engine/network/network';
import { Matching, type Match } from '../../../../../src/engine/objective/matching/matching';
import { specificationOf } from '../../../../../src/engine/objective/objective';
import { wholePicture, type Region } from '../../../../../src/engine/objective/regions';
import { styleLayers } from '../../../../../src/engine/objective/terms';
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

async function recipeOf({ turns }: Pick<Expected, 'turns'>) {
  const layers = network.description.layers.flatMap(({ kind, name }) => (kind === 'relu' ? [name] : []));
  return resolveRecipe('finest', {
    ...{ 'style.layers': Object.fromEntries(layers.map((name) => [name, 1])), padding: 'zero' },
    'style.matching.turns': turns,
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

describe('places find their like', () => {
  const [, backend] = backends[0];
  const [width, height] = [32, 24];
  const styles = [sourceOf(24, 20, pictureOf(103, 24, 20)), sourceOf(20, 28, pictureOf(104, 20, 28))];

  /** The hypercolumns of a style, each of length 1, as text. */
  async function columnsOf(style: PictureSource): Promise<string[]> {
    const { width, height } = style;
    const layer = styleLayers(await recipeOf({ turns: false }))[0]!.layer;
    const options = { pooling: 'max', padding: 'zero' } as const;
    const encoder = await backend.createEncoder(network, [{ layer, kind: 'features' }], options);
    const { data } = await style.load({ width, height });
    const [values] = (await encoder.encode(data, width, height)).values();
    const count = values!.data.length / values!.shape[0]!;
    return columnsIn(values!.data, count).map((column) => {
      const length = Math.hypot(...column);
      return textOf(column.map((value) => value / length));
    });
  }

  const columnsIn = (data: Float32Array, count: number) =>
    Array.from({ length: count }, (_, i) =>
      Array.from({ length: data.length / count }, (_, channel) => data[channel * count + i]!),
    );
  const textOf = (column: number[]) => column.map((value) => value.toFixed(4)).join(' ');

  async function matches(
    regions: readonly Region[],
    styleMasks: (Coverage | undefined)[] = [],
    mix = [1, 1],
  ): Promise<string[][]> {
    const recipe = await recipeOf({ turns: false });
    const result = { width, height };
    const { terms } = specificationOf(recipe, network, result, regions);
    const matching = new Matching(backend, recipe, network, {
      content: { picture: sourceOf(width, height, pictureOf(102, width, height)), size: result },
      ...{ styles, styleMasks, nativeStyles: true, result },
    });
    const weights = { 'content.weight': 3, 'style.weight': 1, 'totalVariation.weight': 0, mix };
    const nearest = terms.map(({ term }) => term).filter((term) => term.kind === 'nearest');
    const found = await matching.match(
      { picture: pictureOf(101, width, height), weights, round: 0 },
      nearest,
    );
    return [...found.values()].map(({ target }) => columnsIn(target, (width * height) / 16).map(textOf));
  }

  const half = (of: { width: number; height: number }, side: 0 | 1): Coverage => ({
    ...of,
    data: Float32Array.from({ length: of.width * of.height }, (_, i) =>
      Number(2 * (i % of.width) >= of.width === (side === 1)),
    ),
  });

  it('within the region of a mask, among its own styles', async () => {
    const size = { width, height };

    const [left, right] = await matches([
      { styles: [0], coverage: half(size, 0) },
      { styles: [1], coverage: half(size, 1) },
    ]);

    const own = [await columnsOf(styles[0]!), await columnsOf(styles[1]!)];
    const nothing = /^(?:-?0\.0000 ?)+$/;
    for (let i = 0; i < (width * height) / 16; i++) {
      const isLeft = i % (width / 4) < width / 8;
      const [inside, outside] = isLeft ? [left![i]!, right![i]!] : [right![i]!, left![i]!];
      expect(own[isLeft ? 0 : 1]).toContain(inside);
      expect(outside).toMatch(nothing);
    }
  });

  it('among what of a style its own mask shows', async () => {
    const [found] = await matches(
      wholePicture(2),
      styles.map((style) => half(style, 0)),
    );

    const shown: string[] = [];
    for (const style of styles) {
      const columns = style.width / 4;
      const all = await columnsOf(style);
      shown.push(...all.filter((_, i) => 2 * (i % columns) < columns));
    }
    expect(found!.filter((column) => !shown.includes(column))).toEqual([]);
  });

  it('among several styles, the more often in one the larger its share is', async () => {
    const first = new Set(await columnsOf(styles[0]!));
    const counts: number[] = [];
    for (const share of [0, 1, 3, 9]) {
      const [found] = await matches([{ styles: [0, 1] }], [], [share, 3]);
      counts.push(found!.filter((column) => first.has(column)).length);
    }

    expect(counts[0]).toBe(0);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(counts[3]).toBeGreaterThan(counts[1]!);
    expect(counts[2]).toBeLessThan((width * height) / 16);
  });
});

it('counts the layers of a distilled network as those of the wider one that it imitates', async () => {
  const [, backend] = backends[0];
  const layers = network.description.layers.map((layer) =>
    layer.kind === 'relu' && layer.name === 'relu2_1' ? { ...layer, normalizationChannels: 10 } : layer,
  );
  const distilled = { ...network, description: { ...network.description, layers } };
  const layer = 'relu1_1 + relu2_1';
  const columnOf = async (seen: Network) => {
    const options = { pooling: 'max', padding: 'zero' } as const;
    const encoder = await backend.createEncoder(seen, [{ layer, kind: 'features' }], options);
    const [values] = (await encoder.encode(pictureOf(101, 8, 8), 8, 8)).values();
    const { data, shape } = values!;
    return Array.from({ length: shape[0]! }, (_, channel) => data[(channel * data.length) / shape[0]!]!);
  };

  const [own, wide] = [await columnOf(network), await columnOf(distilled)];

  // Of relu2_1, which has 5 channels here and 10 there.
  for (const [channel, value] of own.entries())
    expect(wide[channel]).toBeCloseTo(channel < 4 ? value : value / 2, 4);
  expect(Math.max(...own.slice(4))).toBeGreaterThan(1);
});
