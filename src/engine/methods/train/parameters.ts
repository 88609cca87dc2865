import {
  colorScale,
  middleGray,
  transformNetworkOf,
  transformPlaces,
  type TransformDescription,
  type TransformNetwork,
} from '../../network/styles/transform-network';
import { normals } from './numbers';

/** Johnson's network with instance normalisation, a part of its width, and upsampling in place of transposed convolutions. */
export const descriptionOf = (width: number, blocks: number): TransformDescription => ({
  widths: [width, 2 * width, 4 * width],
  blocks,
  border: 'reflect',
  enlarging: 'nearest',
  output: 'plain',
  epsilon: 1e-5,
});

/**
 * Where training begins, [P], in the order of `transformPlaces`: kernels drawn so that a rectified layer keeps its
 * variance (He et al. 2015, Delving Deep into Rectifiers, equation 10), gains 1 and offsets 0.
 */
export function initialParameters(description: TransformDescription, seed: number): Float32Array {
  const places = transformPlaces(description);
  const parameters = new Float32Array(places.at(-1)!.to);
  const draw = normals(seed, 0);
  for (const { layer, kind, from, to } of places) {
    if (kind === 'gain') parameters.fill(1, from, to);
    if (kind !== 'kernel') continue;
    const deviation = Math.sqrt(2 / (layer.inputs * layer.kernelSize ** 2));
    for (let i = from; i < to; i++) parameters[i] = deviation * draw();
  }
  return parameters;
}

/**
 * The network of a training: its last layer gives RGB 0..255.
 *
 * @throws StylizeError `bad-weights` when there are parameters that are not numbers
 */
export function trainedNetwork(description: TransformDescription, all: Float32Array): TransformNetwork {
  const tensors = transformPlaces(description).map(({ layer, kind, shape, from, to }) => {
    const isLast = layer.name === 'last';
    const [factor, shift] = [isLast ? colorScale : 1, isLast && kind === 'offset' ? middleGray : 0];
    const data = all.subarray(from, to).map((value) => factor * value + shift);
    return [`${layer.name}.${kind}`, { shape, data }] as const;
  });
  return transformNetworkOf('training', description, new Map(tensors));
}
