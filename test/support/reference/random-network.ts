import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

import {
  type ConvolutionParameters,
  imageNetMean,
  type Layer,
  type Network,
  vggLayers,
} from '../../../src/engine/network/network';

export interface RandomNetworkOptions {
  /** Order in which the network expects its three input channels. */
  readonly channelOrder?: 'rgb' | 'bgr';
  /** What R, G and B are divided by after subtracting the mean; ones unless given. */
  readonly deviation?: [number, number, number];
  /** Last convolution: `conv5_4`, the default, gives all sixteen. */
  readonly last?: string;
  /** Whether every 3×3 convolution but the first has a 1×1 before and after it, without rectifiers in between. */
  readonly factored?: boolean;
  /** Channel counts for the normalisation of losses; the widths themselves unless given. */
  readonly teacherWidths?: readonly number[];
}

/**
 * A small VGG-shaped network whose parameters depend only on the seed.
 *
 * Kernels are normal with He's variance, 2 / (k² · input channels) (He et al. 2015, equation 10), so that activations
 * keep the magnitude of the mean-free 0..255 input through all layers; biases are uniform in -5..5, a few percent of
 * that.
 *
 * @param widths channels of the five blocks; fewer than five end the network earlier
 */
export function randomNetwork(
  seed: number,
  widths: readonly number[] = [4, 6, 8, 8, 8],
  options: RandomNetworkOptions = {},
): Network {
  const generator = xoroshiro128plus(seed);
  const uniform = () => uniformFloat64(generator);
  // Box and Muller 1958; 1 - u is never zero.
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

  const plain = vggLayers(widths, options.teacherWidths, options.last);
  const layers = options.factored ? plain.flatMap(factored) : plain;
  const parameters = new Map<string, ConvolutionParameters>();
  for (const layer of layers) {
    if (layer.kind !== 'convolution') continue;
    const taps = layer.kernelSize ** 2;
    const deviation = Math.sqrt(2 / (taps * layer.inputChannels));
    parameters.set(layer.name, {
      kernel: Float32Array.from(
        { length: layer.outputChannels * layer.inputChannels * taps },
        () => deviation * normal(),
      ),
      bias: Float32Array.from({ length: layer.outputChannels }, () => 10 * uniform() - 5),
    });
  }
  return {
    description: {
      name: `random-${seed}`,
      title: `Random network ${seed}`,
      input: {
        channelOrder: options.channelOrder ?? 'bgr',
        mean: [...imageNetMean],
        deviation: options.deviation ?? [1, 1, 1],
      },
      layers,
    },
    parameters,
  };
}

/** Replaces a 3×3 convolution by 1×1, 3×3 and 1×1 convolutions; other layers and the first convolution stay the same. */
function factored(layer: Layer): Layer[] {
  if (layer.kind !== 'convolution' || layer.name === 'conv1_1') return [layer];
  const { name, inputChannels, outputChannels } = layer;
  const [reduced, core] = [Math.ceil(inputChannels / 2), Math.ceil(outputChannels / 2)];
  return [
    { ...layer, name: `${name}_reduce`, kernelSize: 1, outputChannels: reduced },
    { ...layer, inputChannels: reduced, outputChannels: core },
    { ...layer, name: `${name}_expand`, kernelSize: 1, inputChannels: core },
  ];
}
