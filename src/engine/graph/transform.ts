import {
  blockLayers,
  transformLayers,
  type TransformDescription,
  type TransformLayer,
  type TransformNetwork,
} from '../network/styles/transform-network';
import { sumTo } from './operators/broadcasting';
import { convolve } from './operators/convolution';
import {
  add,
  divide,
  multiply,
  relu,
  scale,
  square,
  squareRoot,
  subtract,
  tanh,
} from './operators/elementwise';
import { constant, input } from './operators/leaves';
import { upsample } from './operators/pooling';
import { pad, padBorder, reshape, transpose } from './operators/shaping';
import type { Program } from './program';
import { staticFeatureMap } from './shapes';
import { knownWeights, type LayerWeights, type WeightsOf } from './transform-weights';
import type { Value } from './value';

/** Mean and variance of every channel over all positions, [N, C, 1, 1]. */
export interface Moments {
  readonly mean: Value;
  readonly variance: Value;
}

/** Where a layer's normalisation takes its statistics from. */
export type MomentsOf = (x: Value, layer: TransformLayer) => Moments;

/** The statistics of the values themselves (Ulyanov et al. 2016, Instance Normalization). */
export function ownMoments(x: Value): Moments {
  const [n, channels, height, width] = staticFeatureMap(x);
  const mean = (value: Value) => scale(sumTo(value, [n, channels, 1, 1]), 1 / (height * width));
  const means = mean(x);
  return { mean: means, variance: mean(square(subtract(x, means))) };
}

/** Names of the inputs and outputs of the programs below. */
export const transformNames = {
  picture: 'picture',
  painting: 'painting',
  mean: (layer: string) => `${layer} mean`,
  variance: (layer: string) => `${layer} variance`,
};

/**
 * What pictures become.
 *
 * @param picture [N, 3, H, W], RGB 0..255; H and W are multiples of 4
 * @returns [N, 3, H, W], RGB that may leave 0..255
 */
export function transformed(
  description: TransformDescription,
  picture: Value,
  weightsOf: WeightsOf,
  momentsOf: MomentsOf = ownMoments,
): Value {
  const layers = new Map(transformLayers(description).map((layer) => [layer.name, layer]));
  const normalized = (name: string, convolved: (x: Value, weights: LayerWeights) => Value, x: Value) => {
    const layer = layers.get(name)!;
    const weights = weightsOf(layer);
    const y = convolved(x, weights);
    return layer.isNormalized ? normalize(y, weights, momentsOf(y, layer), description.epsilon) : y;
  };
  const same = (x: Value, weights: LayerWeights) => convolved(description, x, weights, 1);
  const smaller = (x: Value, weights: LayerWeights) => convolved(description, x, weights, 2);
  const larger = (x: Value, weights: LayerWeights) => enlarged(description, x, weights);

  let x = relu(normalized('first', same, picture));
  for (const name of ['down1', 'down2']) x = relu(normalized(name, smaller, x));
  for (let block = 1; block <= description.blocks; block++) {
    const [first, second] = blockLayers(block);
    x = add(x, normalized(second, same, relu(normalized(first, same, x))));
  }
  for (const name of ['up1', 'up2']) x = relu(normalized(name, larger, x));
  const painted = normalized('last', same, x);
  const last = description.addsPicture ? add(painted, normalized('mix', same, picture)) : painted;
  return description.output === 'tanh' ? add(scale(tanh(last), 150), constant(255 / 2)) : last;
}

/** Paints a picture of a size. */
export function transformProgram(network: TransformNetwork, width: number, height: number): Program {
  const painting = transformed(network.description, pictureOf(width, height), knownWeights(network));
  return { name: 'painting', outputs: new Map([[transformNames.painting, painting]]) };
}

/** Takes the statistics of a picture of a size. */
export function measuringProgram(network: TransformNetwork, width: number, height: number): Program {
  const outputs = new Map<string, Value>();
  transformed(network.description, pictureOf(width, height), knownWeights(network), (x, { name }) => {
    const moments = ownMoments(x);
    outputs.set(transformNames.mean(name), moments.mean);
    outputs.set(transformNames.variance(name), moments.variance);
    return moments;
  });
  return { name: 'statistics', outputs };
}

/** Paints a part of a picture of which the statistics are given. */
export function windowProgram(network: TransformNetwork, width: number, height: number): Program {
  const given = (_: Value, { name, outputs }: TransformLayer) => ({
    mean: input(transformNames.mean(name), [1, outputs, 1, 1]),
    variance: input(transformNames.variance(name), [1, outputs, 1, 1]),
  });
  const painting = transformed(network.description, pictureOf(width, height), knownWeights(network), given);
  return { name: 'window', outputs: new Map([[transformNames.painting, painting]]) };
}

export const pictureOf = (width: number, height: number): Value =>
  input(transformNames.picture, [1, 3, height, width]);

function convolved(
  { border }: TransformDescription,
  x: Value,
  { kernel, bias }: LayerWeights,
  stride: number,
): Value {
  const width = (Number(kernel.shape[2]) - 1) / 2;
  if (border === 'reflect') return convolve(padBorder(x, width, 'reflect'), kernel, bias, 0, stride);
  if (stride === 1) return convolve(x, kernel, bias, width);
  // Of what the windows need beyond an even size, TensorFlow puts the odd one at the end.
  return convolve(pad(x, { before: [0, 0, 0, 0], after: [0, 0, 1, 1] }), kernel, bias, 0, stride);
}

function enlarged(description: TransformDescription, x: Value, weights: LayerWeights): Value {
  if (description.enlarging === 'nearest') return convolved(description, upsample(x), weights, 1);
  const [n, , height, width] = staticFeatureMap(x);
  const { kernel } = weights;
  const outputs = Number(kernel.shape[0]) / 4;
  const places = convolve(pad(x, { before: [0, 0, 1, 1], after: [0, 0, 0, 0] }), kernel, undefined, 0);
  const apart = reshape(places, [n, outputs, 2, 2, height, width]);
  return reshape(transpose(apart, [0, 1, 4, 2, 5, 3]), [n, outputs, 2 * height, 2 * width]);
}

function normalize(
  x: Value,
  { gain, offset }: LayerWeights,
  { mean, variance }: Moments,
  epsilon: number,
): Value {
  const deviation = squareRoot(add(variance, constant(epsilon)));
  return add(multiply(subtract(x, mean), divide(gain!, deviation)), offset!);
}
