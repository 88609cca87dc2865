import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';

import type { ObjectiveSpecification } from '../../../../../src/engine/losses/objective-graph';
import { PassPainter } from '../../../../../src/engine/methods/one-pass/painter';
import { trainedNetwork } from '../../../../../src/engine/methods/train/parameters';
import type { Layer, Network } from '../../../../../src/engine/network/network';
import {
  transformPlaces,
  type TransformDescription,
} from '../../../../../src/engine/network/styles/transform-network';
import { OnnxBackend } from '../../../../../src/engine/runtime/onnx/backend';
import { TensorFlowBackend } from '../../../../../src/engine/runtime/tfjs/backend';
import { tensorFlow } from '../../../../support/tensorflow/tensorflow';
import expected from './fixtures/expected.json';

/*
 * The losses of a crop and their gradient with respect to a transform network's parameters, against what PyTorch computes
 * in double precision (fixtures/make.py).
 */

const side = 16;
const description: TransformDescription = {
  widths: [2, 4, 8],
  blocks: 1,
  border: 'reflect',
  enlarging: 'nearest',
  output: 'plain',
  addsPicture: true,
  epsilon: 1e-5,
};

const wave = (length: number, seed: number, scale = 1) =>
  Float32Array.from({ length }, (_, i) => scale * Math.sin(12.9898 * (i + 1) + 78.233 * seed));

const parameters = transformPlaces(description).flatMap(({ layer, kind, from, to }) => {
  const names = [...new Set(transformPlaces(description).map((place) => place.layer.name))];
  const number = 3 * names.indexOf(layer.name);
  if (kind === 'kernel')
    return [...wave(to - from, number, Math.sqrt(2 / (layer.inputs * layer.kernelSize ** 2)))];
  const [seed, shift] = kind === 'gain' ? [number + 1, 1] : [number + 2, 0];
  return [...wave(to - from, seed, 0.3)].map((value) => shift + value);
});

const convolutions = [
  ['conv1_1', 3, 4],
  ['conv1_2', 4, 4],
  ['conv2_1', 4, 6],
] as const;

const critic: Network = {
  description: {
    name: 'small',
    title: 'Small',
    input: { channelOrder: 'rgb', mean: [123, 117, 104], deviation: [1, 1, 1] },
    layers: convolutions.flatMap(([name, inputChannels, outputChannels]): Layer[] => [
      ...(name === 'conv2_1' ? [{ kind: 'pooling' as const, name: 'pool1' }] : []),
      { kind: 'convolution', name, kernelSize: 3, inputChannels, outputChannels },
      {
        kind: 'relu',
        name: name.replace('conv', 'relu'),
        channels: outputChannels,
        normalizationChannels: outputChannels,
      },
    ]),
  },
  parameters: new Map(
    convolutions.map(([name, inputs, outputs], number) => [
      name,
      {
        kernel: wave(outputs * inputs * 9, 50 + 2 * number, Math.sqrt(2 / (9 * inputs))),
        bias: wave(outputs, 51 + 2 * number, 4),
      },
    ]),
  ),
};

const gram = (name: string, layer: string, positions: number) =>
  ({ kind: 'gram', name, layer, normalization: 1 / positions }) as const;

const specification: ObjectiveSpecification = {
  width: side,
  height: side,
  pooling: 'max',
  padding: 'zero',
  terms: [
    { kind: 'content', name: 'content', layer: 'relu1_2' },
    gram('style 1', 'relu1_1', side ** 2),
    gram('style 2', 'relu2_1', side ** 2 / 4),
    { kind: 'total-variation', name: 'tv', variant: 'squared-mean' },
  ],
};
const factors = { content: 0.3, 'style 1': 2, 'style 2': 0.5, tv: 0.7 };

describe.each([
  ['ONNX Runtime', new OnnxBackend(ort, { executionProvider: 'cpu' })],
  ['TensorFlow.js', new TensorFlowBackend(tensorFlow)],
])('with %s, a crop’s share in a step of training', (_, backend) => {
  it('has the losses and the gradient that PyTorch computes', async () => {
    const trainer = await backend.createTrainer(critic, description, specification);
    for (const [name, factor] of Object.entries(factors)) trainer.setFactor(name, factor);
    trainer.setTarget('style 1', wave(16, 95, 500));
    trainer.setTarget('style 2', wave(36, 96, 500));
    const picture = wave(3 * side ** 2, 90, 100).map((value) => 128 + value);

    const { values, gradient } = await trainer.evaluate(Float32Array.from(parameters), picture);
    const painting = await trainer.paint(Float32Array.from(parameters), picture, side, side);

    for (const [index, loss] of Object.values(expected.losses).entries())
      expect(values[index]! / loss).toBeCloseTo(1, 3);
    const all = Math.hypot(...Object.values(expected.gradient).map(([length]) => length!));
    for (const { layer, kind, from, to } of transformPlaces(description)) {
      const name = `${layer.name}.${kind}` as keyof typeof expected.gradient;
      const [length, product] = expected.gradient[name] as [number, number];
      const part = gradient.subarray(from, to);
      const probe = wave(to - from, 7);
      // What is added to all places before a normalisation has no effect: that gradient is nothing but rounding errors.
      const scale = Math.max(length, 1e-5 * all);
      expect((Math.hypot(...part) - length) / scale, name).toBeCloseTo(0, 3);
      const found = part.reduce((sum, value, i) => sum + value * probe[i]!, 0);
      expect((found - product) / scale, name).toBeCloseTo(0, 2);
    }
    const mean = painting.reduce((sum, value) => sum + value, 0) / painting.length;
    expect(mean).toBeCloseTo(expected.painting[0]!, 2);
    await trainer.dispose();

    // What is kept of the training paints the same.
    const style = {
      kind: 'transform',
      network: trainedNetwork(description, Float32Array.from(parameters)),
    } as const;
    const size = { width: side, height: side };
    const painter = new PassPainter(backend.paintingNetwork(style), { ...size, data: picture }, undefined);
    await painter.next();
    for (const [i, value] of painter.painting.entries()) expect(value - painting[i]!).toBeCloseTo(0, 2);
    await painter.dispose();
  });
});
