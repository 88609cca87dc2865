import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';

import { encodingName } from '../../../../../src/engine/losses/encodings';
import type { ObjectiveSpecification } from '../../../../../src/engine/losses/objective-graph';
import { styleLosses } from '../../../../../src/engine/losses/style/style-losses';
import { isStatisticTerm, type FeatureTerm, type Term } from '../../../../../src/engine/losses/term';
import type { Network } from '../../../../../src/engine/network/network';
import { receptiveField } from '../../../../../src/engine/network/receptive-field';
import { NetworkStore } from '../../../../../src/engine/network/store';
import { readForeignNetwork } from '../../../../../src/engine/node/weights/read-foreign';
import type { Objective } from '../../../../../src/engine/runtime/backend';
import { OnnxBackend } from '../../../../../src/engine/runtime/onnx/backend';
import { TensorFlowBackend } from '../../../../../src/engine/runtime/tfjs/backend';
import { objectiveTiling } from '../../../../../src/engine/runtime/tiles/tiled-objective';
import { tilesOf } from '../../../../../src/engine/runtime/tiles/tiling';
import {
  poolings,
  summedStatistics,
  totalVariationKinds,
  type SummedStatistic,
  type TotalVariationKind,
} from '../../../../../src/recipe/schema/conventions';
import { randomImage } from '../../../../support/pictures/random-image';
import { randomNetwork } from '../../../../support/reference/random-network';
import { sharedFile } from '../../../../support/system/shared-data';
import { tensorFlow } from '../../../../support/tensorflow/tensorflow';

const backend = new OnnxBackend(ort, { executionProvider: 'cpu' });
const small = randomNetwork(7, [4, 5, 6]);
const plain = { pooling: 'max', padding: 'zero', width: 75, height: 58 } as const;

const content = (layer: string): Term => ({ kind: 'content', name: `content ${layer}`, layer });
const totalVariation = (variant: TotalVariationKind): Term => ({
  kind: 'total-variation',
  name: 'tv',
  variant,
});
const style = (kind: SummedStatistic, layer: string): FeatureTerm => {
  const common = { name: `${kind} ${layer}`, layer };
  return kind === 'gram' || kind === 'covariance'
    ? { kind, ...common, normalization: 1e-3 }
    : { kind, ...common };
};
/** What it compares with is not of length 1 here, which makes no difference to tiles. */
const nearest = (layer: string): FeatureTerm => ({
  kind: 'nearest',
  name: `nearest ${layer}`,
  layer,
  centered: false,
});
const hypercolumns = [
  'relu1_1 + relu2_1 + 0.5 × relu3_1 + relu4_1',
  'relu1_2 + relu2_2',
  'relu1_1 + relu5_1',
];
const mixed = [
  content('relu3_1'),
  totalVariation('squared-mean'),
  style('gram', 'relu1_1'),
  style('gram', 'relu2_2'),
  style('gram', 'relu3_1'),
];

/** What the terms compare with: another noise, and for style one of less contrast. */
async function targetsOf(network: Network, { terms, ...size }: ObjectiveSpecification) {
  const compared = terms.filter((term) => term.kind !== 'total-variation');
  if (compared.length === 0) return [];
  const encoder = await backend.createEncoder(
    network,
    compared.map((term) => (isStatisticTerm(term) ? term : { layer: term.layer, kind: 'features' })),
    size,
  );
  const side = 40;
  const contents = await encoder.encode(randomImage(2, size.width, size.height), size.width, size.height);
  const styles = await encoder.encode(
    randomImage(3, side, side).map((value) => 60 + value / 3),
    side,
    side,
  );
  await encoder.dispose();
  return compared.map((term): [string, Float32Array] => {
    if (!isStatisticTerm(term))
      return [term.name, contents.get(encodingName({ layer: term.layer, kind: 'features' }))!.data];
    const positions = Math.floor(side / receptiveField(network.description, term.layer).stride) ** 2;
    const n = 'normalization' in term ? term.normalization : 1 / positions;
    const statistic = Float64Array.from(styles.get(encodingName(term))!.data, (value) => n * value);
    return [term.name, styleLosses[term.kind].target(statistic)];
  });
}

/** Evaluates at a second image: whatever an evaluation leaves behind, the next one must not see. */
async function evaluate(
  objective: Objective,
  terms: readonly Term[],
  targets: [string, Float32Array][],
  size: number[],
) {
  const [width, height] = size as [number, number];
  for (const [index, { name }] of terms.entries()) objective.setFactor(name, 1 + index / 3);
  for (const [name, target] of targets) objective.setTarget(name, target);
  await objective.evaluate(randomImage(5, width, height));
  const { values, gradient } = await objective.evaluate(randomImage(1, width, height));
  const copies = { values: values.slice(), gradient: gradient.slice() };
  await objective.dispose();
  return copies;
}

/** |a − b| / |b|, in the Euclidean norm. */
function relativeDifference(a: Float32Array, b: Float32Array): number {
  let [squares, norm] = [0, 0];
  for (const [i, value] of a.entries()) {
    squares += (value - b[i]!) ** 2;
    norm += b[i]! ** 2;
  }
  return Math.sqrt(squares / norm);
}

async function expectExact(
  specification: ObjectiveSpecification,
  tile: number,
  { network = small, on = backend }: { network?: Network; on?: OnnxBackend | TensorFlowBackend } = {},
): Promise<void> {
  const { terms, width, height } = specification;
  const targets = await targetsOf(network, specification);
  const [whole, tiled] = [
    await on.createObjective(network, specification),
    await on.createObjective(network, specification, tile),
  ];
  const expected = await evaluate(whole, terms, targets, [width, height]);
  const found = await evaluate(tiled, terms, targets, [width, height]);
  expect(relativeDifference(found.gradient, expected.gradient)).toBeLessThan(1e-5);
  for (const [i, { name }] of terms.entries())
    expect(found.values[i]! / expected.values[i]!, name).toBeCloseTo(1, 4.7);
}

const countTiles = (specification: ObjectiveSpecification, tile: number, network = small) =>
  tilesOf(objectiveTiling(network, specification, tile)).length;

describe('tiles have the losses and the gradient of the whole picture', () => {
  it.each([4, 9, 24, 40])('in cores of %i pixels', async (tile) => {
    expect(countTiles({ ...plain, terms: mixed }, tile)).toBeGreaterThan(1);
    await expectExact({ ...plain, terms: mixed }, tile);
  });

  it.each(summedStatistics)('for the statistic %s', async (kind) => {
    await expectExact({ ...plain, terms: [style(kind, 'relu1_1')] }, 16);
    await expectExact({ ...plain, terms: [style(kind, 'relu3_1'), style(kind, 'relu2_1')] }, 16);
  });

  it.each(['relu1_2', 'relu3_1', ...hypercolumns])('for the nearest of %s', async (layer) => {
    const network = randomNetwork(7, [4, 5, 6, 7, 8]);
    for (const [width, height] of [
      [397, 151],
      [151, 412],
    ] as const) {
      const specification = { ...plain, width, height, terms: [nearest(layer), content('relu2_1')] };
      expect(countTiles(specification, 16, network)).toBeGreaterThan(1);
      await expectExact(specification, 16, { network });
    }
  });

  it.each(totalVariationKinds)('for the total variation %s', async (kind) => {
    await expectExact({ ...plain, terms: [totalVariation(kind)] }, 16);
  });

  for (const padding of ['zero', 'replicate'] as const) {
    it.each(poolings)(`with the pooling %s and ${padding} padding`, async (pooling) => {
      await expectExact({ ...plain, pooling, padding, terms: mixed }, 16);
    });
  }

  it.each(summedStatistics)('with normalised gradients, beside the statistic %s', async (kind) => {
    const normalized = [content('relu2_1'), style(kind, 'relu1_1'), style(kind, 'relu3_1')].map((term) => ({
      ...term,
      normalizeGradient: true,
    }));
    await expectExact({ ...plain, terms: [...normalized, totalVariation('absolute')] }, 16);
  });

  it.each(summedStatistics)('of regions, with the statistic %s', async (kind) => {
    const region = (inside: (x: number, y: number) => number, stride: number) => {
      const [columns, rows] = [Math.floor(plain.width / stride), Math.floor(plain.height / stride)];
      const map = Float32Array.from({ length: columns * rows }, (_, i) =>
        inside((i % columns) / columns, Math.floor(i / columns) / rows),
      );
      const rootMeanSquare = Math.sqrt(map.reduce((sum, value) => sum + value ** 2, 0) / map.length);
      return map.map((value) => value / rootMeanSquare);
    };
    const left = (x: number) => Math.min(1, Math.max(0, 4 * (0.6 - x)));
    const corner = (x: number, y: number) => Number(x > 0.5 && y > 0.4);
    const terms = ['relu1_1', 'relu3_1'].flatMap((layer) => {
      const { stride } = receptiveField(small.description, layer);
      return [
        { ...style(kind, layer), name: `left ${layer}`, guidance: region(left, stride) },
        { ...style(kind, layer), name: `corner ${layer}`, guidance: region(corner, stride) },
        style(kind, layer),
      ];
    });
    await expectExact({ ...plain, terms: [content('relu2_1'), ...terms] }, 16);
  });

  it('for several styles at one layer, each with a loss of its own', async () => {
    const terms = [0, 1].map((index) => ({
      ...style('gram', 'relu2_1'),
      name: `style ${index}`,
      styles: [index],
    }));
    await expectExact({ ...plain, terms }, 16);
  });

  it('on TensorFlow.js', async () => {
    await expectExact({ ...plain, width: 40, height: 37, terms: mixed }, 8, {
      on: new TensorFlowBackend(tensorFlow),
    });
  });

  it('whatever the size, the tile and the terms', { timeout: 120_000 }, async () => {
    const layer = fc.constantFrom('relu1_1', 'relu1_2', 'relu2_1', 'relu2_2', 'relu3_1', 'relu3_2');
    const term = fc.oneof(
      layer.map(content),
      fc.constantFrom(...totalVariationKinds).map(totalVariation),
      fc.tuple(fc.constantFrom(...summedStatistics), layer).map((choice) => style(...choice)),
    );
    const cases = fc.record({
      width: fc.integer({ min: 8, max: 90 }),
      height: fc.integer({ min: 8, max: 90 }),
      tile: fc.integer({ min: 1, max: 48 }),
      pooling: fc.constantFrom(...poolings),
      padding: fc.constantFrom('zero' as const, 'replicate' as const),
      terms: fc.uniqueArray(term, { minLength: 1, maxLength: 4, selector: ({ name }) => name }),
      factored: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ tile, factored, ...specification }) => {
        fc.pre(specification.width * specification.height < 4000);
        fc.pre(countTiles(specification, tile) < 30);
        await expectExact(specification, tile, { network: randomNetwork(9, [4, 5, 6], { factored }) });
      }),
      { numRuns: 25, seed: 13 },
    );
  });
});

describe('tiles of a network that paints', { timeout: 120_000 }, () => {
  const layers = ['relu1_1', 'relu2_1', 'relu3_1', 'relu4_1', 'relu5_1'];
  const terms = [
    content('relu4_2'),
    totalVariation('squared-mean'),
    ...layers.map((layer) => style('gram', layer)),
    style('moments', 'relu3_1'),
  ];
  // relu5_1 sees 156 pixels.
  const specification = { ...plain, width: 229, height: 151, terms };

  it('have the losses and the gradient of the whole: embedded', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'stylize-tiles-'));
    const store = new NetworkStore({
      userFolder: folder,
      bundledFolder: fileURLToPath(new URL('../../../../../media/networks', import.meta.url)),
      readForeign: readForeignNetwork,
    });
    const network = await store.load('embedded');
    await rm(folder, { recursive: true });
    expect(countTiles(specification, 32, network)).toBe(2);
    await expectExact(specification, 32, { network });
  });

  const weights = sharedFile('data/weights/vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5');
  it.skipIf(weights.skipReason)(
    weights.title('have the losses and the gradient of the whole: VGG-19'),
    async () => {
      const network = await readForeignNetwork(weights.path);
      expect(countTiles(specification, 32, network)).toBe(2);
      await expectExact(specification, 32, { network });
    },
  );
});

describe('an evaluation in tiles', () => {
  it('ends between two tiles when it is told to, and the next one is right', async () => {
    const specification = { ...plain, terms: mixed };
    const targets = await targetsOf(small, specification);
    const objective = await backend.createObjective(small, specification, 8);
    for (const { name } of mixed) objective.setFactor(name, 1);
    for (const [name, target] of targets) objective.setTarget(name, target);
    const image = randomImage(1, plain.width, plain.height);
    const before = (await objective.evaluate(image)).gradient.slice();

    const abort = new AbortController();
    setImmediate(() => {
      abort.abort(new Error('enough'));
    });
    await expect(objective.evaluate(randomImage(6, plain.width, plain.height), abort.signal)).rejects.toThrow(
      'enough',
    );
    await expect(objective.evaluate(image, AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
    expect((await objective.evaluate(image)).gradient).toEqual(before);
    await objective.dispose();
  });

  it('says which factor or target is missing', async () => {
    const objective = await backend.createObjective(small, { ...plain, terms: mixed }, 8);
    const image = randomImage(1, plain.width, plain.height);
    await expect(objective.evaluate(image)).rejects.toThrow('"gram relu1_1 target" has no value');
    const targets = await targetsOf(small, { ...plain, terms: mixed });
    for (const [name, target] of targets) objective.setTarget(name, target);
    await expect(objective.evaluate(image)).rejects.toThrow('"content relu3_1 factor" has no value');
    for (const { name } of mixed) objective.setFactor(name, 1);
    objective.setTarget('content relu3_1', new Float32Array(7));
    await expect(objective.evaluate(image)).rejects.toThrow('"content relu3_1 target" has no value');
    await objective.dispose();
  });
});
