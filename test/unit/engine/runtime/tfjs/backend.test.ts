import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openPicture } from '../../../../../src/engine/imaging/decoding/decode';
import { encodingName, type Encoding } from '../../../../../src/engine/losses/encodings';
import { MatchedTerms } from '../../../../../src/engine/objective/matching/matched-terms';
import { createWeightedObjective } from '../../../../../src/engine/objective/objective';
import { encodeTargets } from '../../../../../src/engine/objective/targets';
import { weightOf } from '../../../../../src/engine/objective/terms';
import { listRecipes } from '../../../../../src/engine/recipes/catalog';
import type { Backend } from '../../../../../src/engine/runtime/backend';
import { OnnxBackend } from '../../../../../src/engine/runtime/onnx/backend';
import { TensorFlowBackend } from '../../../../../src/engine/runtime/tfjs/backend';
import { initialWeights } from '../../../../../src/recipe/live';
import type { OptimizeRecipe } from '../../../../../src/recipe/recipe';
import { writeWaves } from '../../../../support/pictures/pictures';
import { randomImage } from '../../../../support/pictures/random-image';
import { randomNetwork } from '../../../../support/reference/random-network';
import { tensorFlow } from '../../../../support/tensorflow/tensorflow';

const network = randomNetwork(7);
const onnx = new OnnxBackend(ort, { executionProvider: 'cpu' });
const backend = new TensorFlowBackend(tensorFlow);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-backends-'));
  await writeWaves(join(folder, 'content.png'), 1, 52, 39);
  await writeWaves(join(folder, 'style.png'), 2, 45, 51);
});
afterAll(() => rm(folder, { recursive: true }));

/** `‖a − b‖ / ‖b‖` */
function relativeError(a: Float32Array, b: Float32Array): number {
  expect(a).toHaveLength(b.length);
  return Math.hypot(...a.map((value, i) => value - b[i]!)) / Math.hypot(...b);
}

/** A recipe's losses and gradient at a random image, everything computed by one backend. */
async function evaluate(on: Backend, recipe: OptimizeRecipe, size: { width: number; height: number }) {
  const content = await openPicture(join(folder, 'content.png'));
  const style = await openPicture(join(folder, 'style.png'));
  const pictures = { content: { picture: content, size }, styles: [style], result: size };
  const targets = await encodeTargets(on, recipe, network, pictures);
  const { objective, terms } = await createWeightedObjective(on, recipe, network, size);
  try {
    targets.apply(objective, terms, [1]);
    const weights = initialWeights(recipe, [1]);
    for (const term of terms) objective.setFactor(term.term.name, term.share * weightOf(term, weights));
    const image = randomImage(1, size.width, size.height);
    if (targets.matching) {
      const all = terms.map(({ term }) => term);
      await new MatchedTerms(targets.matching, all, objective, weights).match(image);
    }
    const { values, gradient } = await objective.evaluate(image);
    return { values: values.slice(), gradient: gradient.slice() };
  } finally {
    await objective.dispose();
  }
}

describe('TensorFlow.js agrees with ONNX Runtime to 1e-4', () => {
  for (const recipe of listRecipes()) {
    for (const size of [
      { width: 32, height: 48 },
      { width: 35, height: 27 },
    ]) {
      it(`about ${recipe.name} at ${size.width}×${size.height}`, async () => {
        const expected = await evaluate(onnx, recipe, size);
        const found = await evaluate(backend, recipe, size);
        // Pictures of 0..1 are small compared with this network's biases, so differences of their features lose digits.
        const tolerance = recipe.input === 'unit' ? 1e-3 : 1e-4;

        expect(found.values).toHaveLength(expected.values.length);
        for (const [index, value] of expected.values.entries()) {
          expect(value).toBeGreaterThan(0);
          expect(Math.abs(found.values[index]! / value - 1)).toBeLessThan(tolerance);
        }
        expect(relativeError(found.gradient, expected.gradient)).toBeLessThan(tolerance);
      });
    }
  }

  it('about what it encodes, of pictures of any size', async () => {
    const encodings: Encoding[] = [
      { layer: 'relu1_1', kind: 'gram' },
      { layer: 'relu3_1', kind: 'gram' },
      { layer: 'relu4_2', kind: 'features' },
    ];
    const options = { pooling: 'average', padding: 'replicate' } as const;
    const encoders = await Promise.all(
      [onnx, backend].map((on) => on.createEncoder(network, encodings, options)),
    );
    for (const [width, height] of [
      [32, 32],
      [29, 46],
    ] as const) {
      const image = randomImage(3, width, height);
      const [expected, found] = await Promise.all(
        encoders.map((encoder) => encoder.encode(image, width, height)),
      );
      for (const name of encodings.map(encodingName)) {
        expect(found!.get(name)!.shape).toEqual(expected!.get(name)!.shape);
        expect(relativeError(found!.get(name)!.data, expected!.get(name)!.data)).toBeLessThan(1e-4);
      }
    }
    await Promise.all(encoders.map((encoder) => encoder.dispose()));
  });
});

it('keeps no tensors of an encoder that is disposed of', async () => {
  const before = tensorFlow.memory().numTensors;
  const options = { pooling: 'l2', padding: 'zero' } as const;
  const encoder = await backend.createEncoder(network, [{ layer: 'relu2_1', kind: 'gram' }], options);
  const idle = tensorFlow.memory().numTensors;

  await encoder.encode(randomImage(3, 20, 24), 20, 24);
  expect(tensorFlow.memory().numTensors).toBe(idle);

  await encoder.dispose();
  expect(tensorFlow.memory().numTensors).toBe(before);
});

describe('the objective', () => {
  const create = () =>
    backend.createObjective(network, {
      width: 16,
      height: 16,
      pooling: 'max',
      padding: 'zero',
      terms: [
        { kind: 'content', name: 'content', layer: 'relu2_1' },
        { kind: 'gram', name: 'style', layer: 'relu1_1', normalization: 0.01 },
        { kind: 'total-variation', name: 'tv', variant: 'absolute' },
      ],
    });
  const image = randomImage(1, 16, 16);

  it('holds no more tensors after many steps, and none once it is disposed of', async () => {
    const before = tensorFlow.memory().numTensors;
    const objective = await create();
    for (const name of ['content', 'style', 'tv']) objective.setFactor(name, 1);
    const step = async () => {
      objective.setTarget('content', new Float32Array(6 * 8 * 8));
      objective.setTarget('style', new Float32Array(4 * 4));
      await objective.evaluate(image);
      return tensorFlow.memory().numTensors;
    };

    const afterOne = await step();
    for (let i = 0; i < 5; i++) expect(await step()).toBe(afterOne);

    await objective.dispose();
    expect(tensorFlow.memory().numTensors).toBe(before);
  });

  it('lets the process come to its messages between two steps', async () => {
    const objective = await create();
    for (const name of ['content', 'style', 'tv']) objective.setFactor(name, 1);
    objective.setTarget('content', new Float32Array(6 * 8 * 8));
    objective.setTarget('style', new Float32Array(4 * 4));
    let messages = 0;
    const timer = setInterval(() => messages++, 0);
    for (let i = 0; i < 10; i++) await objective.evaluate(image);
    clearInterval(timer);
    await objective.dispose();

    expect(messages).toBeGreaterThanOrEqual(5);
  });

  it.each([
    ['no target', undefined],
    ['a target of another size', new Float32Array(7)],
  ])('refuses %s', async (_, target) => {
    const objective = await create();
    for (const name of ['content', 'style', 'tv']) objective.setFactor(name, 1);
    objective.setTarget('content', new Float32Array(6 * 8 * 8));
    if (target) objective.setTarget('style', target);

    await expect(objective.evaluate(image)).rejects.toMatchObject({ code: 'device-unavailable' });

    await objective.dispose();
  });
});
