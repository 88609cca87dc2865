import {
  blockLayers,
  transformLayers,
  transformShapes,
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
import { constant, input, parameter } from './operators/leaves';
import { upsample } from './operators/pooling';
import { pad, padBorder, reshape, transpose } from './operators/shaping';
import type { Program } from './program';
import { staticFeatureMap } from './shapes';
import type { Value } from './value';

/** Mean and variance of every channel over all positions, [1, C, 1, 1]. */
export interface Moments {
  readonly mean: Value;
  readonly variance: Value;
}

/** Where a layer's normalisation takes its statistics from. */
export type MomentsOf = (x: Value, layer: TransformLayer) => Moments;

/** The statistics of the values themselves (Ulyanov et al. 2016, Instance Normalization). */
export function ownMoments(x: Value): Moments {
  const [, channels, height, width] = staticFeatureMap(x);
  const mean = (value: Value) => scale(sumTo(value, [1, channels, 1, 1]), 1 / (height * width));
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
 * What a picture becomes.
 *
 * @param picture [1, 3, H, W], RGB 0..255; H and W are multiples of 4
 * @returns [1, 3, H, W], RGB that may leave 0..255
 */
export function transformed(
  network: TransformNetwork,
  picture: Value,
  momentsOf: MomentsOf = ownMoments,
): Value {
  const { description } = network;
  const layers = new Map(transformLayers(description).map((layer) => [layer.name, layer]));
  const normalized = (name: string, convolved: (x: Value, layer: TransformLayer) => Value, x: Value) => {
    const layer = layers.get(name)!;
    const y = convolved(x, layer);
    return layer.isNormalized ? normalize(network, layer, y, momentsOf(y, layer)) : y;
  };
  const same = (x: Value, layer: TransformLayer) => convolved(network, layer, x, 1);
  const smaller = (x: Value, layer: TransformLayer) => convolved(network, layer, x, 2);
  const larger = (x: Value, layer: TransformLayer) => enlarged(network, layer, x);

  let x = relu(normalized('first', same, picture));
  for (const name of ['down1', 'down2']) x = relu(normalized(name, smaller, x));
  for (let block = 1; block <= description.blocks; block++) {
    const [first, second] = blockLayers(block);
    x = add(x, normalized(second, same, relu(normalized(first, same, x))));
  }
  for (const name of ['up1', 'up2']) x = relu(normalized(name, larger, x));
  const last = normalized('last', same, x);
  return description.output === 'tanh' ? add(scale(tanh(last), 150), constant(255 / 2)) : last;
}

/** Paints a picture of a size. */
export function transformProgram(network: TransformNetwork, width: number, height: number): Program {
  const painting = transformed(network, pictureOf(width, height));
  return { name: 'painting', outputs: new Map([[transformNames.painting, painting]]) };
}

/** Takes the statistics of a picture of a size. */
export function measuringProgram(network: TransformNetwork, width: number, height: number): Program {
  const outputs = new Map<string, Value>();
  transformed(network, pictureOf(width, height), (x, { name }) => {
    const moments = ownMoments(x);
    outputs.set(transformNames.mean(name), moments.mean);
    outputs.set(transformNames.variance(name), moments.variance);
    return moments;
  });
  return { name: 'statistics', outputs };
}

/** Paints a part of a picture of which the statistics are given. */
export function windowProgram(network: TransformNetwork, width: number, height: number): Program {
  const painting = transformed(network, pictureOf(width, height), (_, { name, outputs }) => ({
    mean: input(transformNames.mean(name), [1, outputs, 1, 1]),
    variance: input(transformNames.variance(name), [1, outputs, 1, 1]),
  }));
  return { name: 'window', outputs: new Map([[transformNames.painting, painting]]) };
}

const pictureOf = (width: number, height: number): Value =>
  input(transformNames.picture, [1, 3, height, width]);

function convolved(network: TransformNetwork, layer: TransformLayer, x: Value, stride: number): Value {
  const { description } = network;
  const border = (layer.kernelSize - 1) / 2;
  const { kernel, bias } = weightsOf(network, layer);
  if (description.border === 'reflect')
    return convolve(padBorder(x, border, 'reflect'), kernel, bias, 0, stride);
  if (stride === 1) return convolve(x, kernel, bias, border);
  // Of what the windows need beyond an even size, TensorFlow puts the odd one at the end.
  return convolve(pad(x, { before: [0, 0, 0, 0], after: [0, 0, 1, 1] }), kernel, bias, 0, stride);
}

function enlarged(network: TransformNetwork, layer: TransformLayer, x: Value): Value {
  if (network.description.enlarging === 'nearest') return convolved(network, layer, upsample(x), 1);
  const [n, , height, width] = staticFeatureMap(x);
  const kernel = parameter(`${layer.name} kernel`, subpixelKernel(network, layer), [
    4 * layer.outputs,
    layer.inputs,
    2,
    2,
  ]);
  const places = convolve(pad(x, { before: [0, 0, 1, 1], after: [0, 0, 0, 0] }), kernel, undefined, 0);
  const apart = reshape(places, [n, layer.outputs, 2, 2, height, width]);
  return reshape(transpose(apart, [0, 1, 4, 2, 5, 3]), [n, layer.outputs, 2 * height, 2 * width]);
}

/**
 * A transposed convolution with a 3×3 kernel and stride 2 as one that computes the four pixels of each place: from the
 * place itself and the one before it. [out · 4, in, 2, 2]
 */
function subpixelKernel(
  { parameters }: TransformNetwork,
  { name, inputs, outputs }: TransformLayer,
): Float32Array {
  const { kernel } = parameters.get(name)!;
  // The tap that reaches an even or odd pixel from the place before, and from its own place.
  const taps = [
    [2, 0],
    [undefined, 1],
  ] as const;
  const result = new Float32Array(outputs * 4 * inputs * 4);
  for (let o = 0; o < outputs; o++) {
    for (const [row, rows] of taps.entries()) {
      for (const [column, columns] of taps.entries()) {
        for (let i = 0; i < inputs; i++) {
          const to = (((o * 2 + row) * 2 + column) * inputs + i) * 4;
          for (const [y, tapY] of rows.entries()) {
            for (const [x, tapX] of columns.entries()) {
              if (tapY === undefined || tapX === undefined) continue;
              result[to + 2 * y + x] = kernel[(o * inputs + i) * 9 + 3 * tapY + tapX]!;
            }
          }
        }
      }
    }
  }
  return result;
}

function normalize(
  network: TransformNetwork,
  layer: TransformLayer,
  x: Value,
  { mean, variance }: Moments,
): Value {
  const { gain, offset } = network.parameters.get(layer.name)!;
  const perChannel = (kind: string, data: Float32Array) =>
    parameter(`${layer.name} ${kind}`, data, [1, layer.outputs, 1, 1]);
  const deviation = squareRoot(add(variance, constant(network.description.epsilon)));
  const factor = divide(perChannel('gain', gain!), deviation);
  return add(multiply(x, factor), subtract(perChannel('offset', offset), multiply(mean, factor)));
}

function weightsOf({ parameters }: TransformNetwork, layer: TransformLayer) {
  const { kernel, offset } = parameters.get(layer.name)!;
  return {
    kernel: parameter(`${layer.name} kernel`, kernel, transformShapes(layer).kernel),
    bias: layer.isNormalized ? undefined : parameter(`${layer.name} bias`, offset, [layer.outputs]),
  };
}
