import { resolve } from 'node:path';

import {
  type Convolution,
  type ConvolutionParameters,
  type Network,
  vgg19,
  vggLayers,
} from '../../../../../src/engine/network/network';

/** A file that `fixtures/make.py` wrote. Tests run at the repository's root. */
export function fixture(name: string): string {
  return resolve('test/unit/engine/network/importers/fixtures', name);
}

/** The network in every file of `fixtures/make.py`: VGG-19's layers with few channels and consecutive parameters. */
export function countedNetwork(): Network {
  const layers = vggLayers([4, 2, 3, 2, 3]);
  const parameters = new Map<string, ConvolutionParameters>();
  let count = 0;
  const take = (length: number) =>
    Float32Array.from({ length }, () => (((count++ * 7919) % 2003) - 1001) / 1024);
  for (const { name, inputChannels, outputChannels } of layers.filter(isConvolution)) {
    parameters.set(name, { kernel: take(9 * inputChannels * outputChannels), bias: take(outputChannels) });
  }
  return { description: { ...vgg19, layers }, parameters };
}

function isConvolution(layer: Network['description']['layers'][number]): layer is Convolution {
  return layer.kind === 'convolution';
}
