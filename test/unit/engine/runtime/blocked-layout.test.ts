import * as ort from 'onnxruntime-node';
import { expect, it } from 'vitest';

import { objectiveProgram } from '../../../../src/engine/losses/objective-graph';
import { blockSize } from '../../../../src/engine/runtime/onnx/blocked/block-size';
import { onnxModel } from '../../../../src/engine/runtime/onnx/lowering';
import type { OnnxRuntime } from '../../../../src/engine/runtime/onnx/runtime';
import { randomNetwork } from '../../../support/reference/random-network';

const network = randomNetwork(1, [32, 32, 48, 64, 64], { factored: true });

function stepModel(blockSize?: number): string {
  const program = objectiveProgram(network, {
    width: 32,
    height: 32,
    pooling: 'max',
    padding: 'zero',
    terms: [
      ...['relu1_1', 'relu2_1', 'relu3_1'].map((layer) => ({
        kind: 'gram' as const,
        name: layer,
        layer,
        normalization: 1,
      })),
      { kind: 'content', name: 'content', layer: 'relu4_2' },
    ],
  });
  return Buffer.from(onnxModel(program, blockSize).file).toString('latin1');
}

/** How many nodes of a kind there are, by their names. */
const count = (model: string, opType: string): number =>
  new Set(model.match(new RegExp(`${opType}_\\d+`, 'g'))).size;

it.each([8, 16])('leaves blocks of %i channels only where a loss or the picture is reached', (size) => {
  const model = stepModel(size);
  // Four layers with losses, and the gradient with respect to the picture.
  expect(count(model, 'ReorderOutput')).toBe(5);
  // The gradients with respect to the four layers.
  expect(count(model, 'ReorderInput')).toBe(4);
});

it('uses ONNX’s own operators alone where there are no blocks', () => {
  expect(stepModel()).not.toContain('nchwc');
});

it('computes in plain order when the runtime has no kernels for blocks', async () => {
  const without: OnnxRuntime = {
    Tensor: ort.Tensor,
    InferenceSession: {
      create: () => Promise.reject(new Error('com.microsoft.nchwc is not a registered domain')),
    },
    listSupportedBackends: () => [],
  };
  expect(await blockSize(without)).toBeUndefined();
});
