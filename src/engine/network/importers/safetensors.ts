import { type NetworkDescription, vgg19 } from '../network';
import { withSafetensors } from '../safetensors';
import { type ForeignNetwork, readNetworkOf } from './foreign';

/**
 * Reads VGG-19 from a safetensors file that another program wrote. Skips a classifier.
 *
 * @param expected the network that the file must contain: VGG-19, unless a test needs less
 * @throws StylizeError 'file-not-found', or 'bad-weights' when it is damaged, is another network, or has values that
 *   are not finite
 */
export async function readSafetensorsVgg19(
  path: string,
  expected: NetworkDescription = vgg19,
): Promise<ForeignNetwork> {
  return withSafetensors(path, ({ entries }, read) =>
    readNetworkOf({ path, tensors: entries, read }, expected),
  );
}
