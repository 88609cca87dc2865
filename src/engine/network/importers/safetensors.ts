import { type NetworkDescription, vgg19 } from '../network';
import { withSafetensors } from '../safetensors';
import type { ForeignNetwork } from './foreign';
import { readNamedLayers } from './named-layers';

/**
 * Reads VGG-19 from a safetensors file that another program wrote: torchvision's names and order, Caffe's, or Keras'.
 * The classifier is not read.
 *
 * @param expected what the file must hold; VGG-19, unless a test wants less
 * @throws StylizeError 'file-not-found', or 'bad-weights' when it is damaged, is another network, or has values that
 *   are not finite
 */
export async function readSafetensorsVgg19(
  path: string,
  expected: NetworkDescription = vgg19,
): Promise<ForeignNetwork> {
  return withSafetensors(path, ({ entries }, read) => readNamedLayers(path, entries, read, expected));
}
