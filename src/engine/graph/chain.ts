import type { Padding, Pooling } from '../../recipe/schema/conventions';
import { layerDepth, partsOf, poolingsBefore } from '../network/hypercolumn';
import type { Convolution, Network } from '../network/network';
import { kernelShape } from '../network/parameters';
import { hypercolumn } from './hypercolumn';
import { convolve } from './operators/convolution';
import { relu, scale, square, squareRoot, subtract } from './operators/elementwise';
import { parameter } from './operators/leaves';
import { averagePool, maxPool } from './operators/pooling';
import { padBorder } from './operators/shaping';
import type { Value } from './value';

/** What the recipe decides about the network's layers. */
export interface ChainOptions {
  readonly pooling: Pooling;
  /** Border of the first convolution; every other one pads with zeros. */
  readonly padding: Padding;
}

/**
 * The network's activations, computed as far as the last wanted layer.
 *
 * @param image [N, 3, H, W], RGB 0..255
 * @param wanted names of layers, such as `relu4_2`, and of hypercolumns
 * @returns rectified activations [N, C, H, W] by these names
 */
export type Chain = (image: Value, wanted: ReadonlySet<string>) => ReadonlyMap<string, Value>;

/** A network that looks at one picture. */
export const activationsOf = (
  network: Network,
  image: Value,
  wanted: ReadonlySet<string>,
  options: ChainOptions,
): ReadonlyMap<string, Value> => chainOf(network, options)(image, wanted);

/** A network that may look at several pictures in the same program. */
export function chainOf(network: Network, options: ChainOptions): Chain {
  const parameters = new Map<string, Value>();
  const shared: typeof parameter = (name, data, shape) => {
    const value = parameters.get(name) ?? parameter(name, data, shape);
    parameters.set(name, value);
    return value;
  };
  return (image, wanted) => activations(network, image, wanted, options, shared);
}

function activations(
  network: Network,
  image: Value,
  wanted: ReadonlySet<string>,
  { pooling, padding }: ChainOptions,
  leaf: typeof parameter,
): ReadonlyMap<string, Value> {
  const { input, layers } = network.description;
  const found = new Map<string, Value>();
  const needed = new Set([...wanted].flatMap((name) => partsOf(name).map(({ layer }) => layer)));
  const last = layers.findLastIndex(({ name }) => needed.has(name));
  let x = subtract(image, leaf('mean', Float32Array.from(input.mean), [1, 3, 1, 1]));
  /** One of each size. */
  const maps = [x];
  for (const [index, layer] of layers.slice(0, last + 1).entries()) {
    switch (layer.kind) {
      case 'convolution': {
        const { name, outputChannels, kernelSize } = layer;
        const kernel = leaf(`${name} kernel`, kernelForPicture(network, layer), kernelShape(layer));
        const bias = leaf(`${name} bias`, network.parameters.get(name)!.bias, [outputChannels]);
        const border = (kernelSize - 1) / 2;
        x =
          padding === 'replicate' && index === 0
            ? convolve(padBorder(x, border, 'edge'), kernel, bias, 0)
            : convolve(x, kernel, bias, border);
        break;
      }
      case 'relu':
        x = relu(x);
        found.set(layer.name, x);
        break;
      case 'pooling':
        x = poolingKinds[pooling](x);
        maps.push(x);
        break;
    }
  }
  for (const name of wanted) {
    const parts = partsOf(name);
    if (parts.length === 1) continue;
    const contributions = parts.map(({ layer, weight }) => {
      const { relu, poolings } = layerDepth(network.description, layer);
      return { features: found.get(layer)!, poolings, factor: weight / relu.normalizationChannels };
    });
    found.set(name, hypercolumn(contributions, poolingsBefore(network.description, name), maps));
  }
  return found;
}

/**
 * 2×2 pooling. Average and L2 pooling are scaled so that activations keep about the magnitude of max pooling, with which
 * the network was trained (factors from crowsonkb/style-transfer-pytorch).
 */
const poolingKinds: Readonly<Record<Pooling, (x: Value) => Value>> = {
  max: maxPool,
  average: (x) => scale(averagePool(x), 2),
  l2: (x) => scale(squareRoot(scale(averagePool(square(x)), 4)), 0.78),
  'plain-average': averagePool,
};

/**
 * The kernel [out, in, k, k] for a picture with the mean subtracted. The first convolution absorbs the rest of the
 * network's input convention: its channels are put in RGB order and divided by the deviation.
 */
function kernelForPicture(network: Network, { name, kernelSize }: Convolution): Float32Array {
  const { kernel } = network.parameters.get(name)!;
  const { input, layers } = network.description;
  if (layers.find((layer) => layer.kind === 'convolution')?.name !== name) return kernel;
  const taps = kernelSize ** 2;
  const adapted = new Float32Array(kernel.length);
  for (let start = 0; start < kernel.length; start += 3 * taps) {
    for (const [channel, deviation] of input.deviation.entries()) {
      const plane = start + taps * (input.channelOrder === 'bgr' ? 2 - channel : channel);
      for (let tap = 0; tap < taps; tap++) {
        adapted[start + taps * channel + tap] = kernel[plane + tap]! / deviation;
      }
    }
  }
  return adapted;
}
