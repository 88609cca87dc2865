import {
  colorScale,
  middleGray,
  transformNetworkOf,
  transformPlaces,
  type TransformDescription,
  type TransformNetwork,
} from '../../network/styles/transform-network';
import { normals } from './numbers';

/**
 * Johnson's network with instance normalisation, a part of its width, and upsampling in place of transposed convolutions.
 * The picture itself is added to what it paints: what is in the picture need not be learnt first, which would take most of
 * an hour.
 */
export const descriptionOf = (width: number, blocks: number): TransformDescription => ({
  widths: [width, 2 * width, 4 * width],
  blocks,
  border: 'reflect',
  enlarging: 'nearest',
  output: 'plain',
  addsPicture: true,
  epsilon: 1e-5,
});

/** How strong the picture itself, and how weak what is painted over it, is at first. */
const initialMix = 0.5;
const initialStrength = 0.1;

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
    if (layer.name === 'mix') {
      for (let channel = 0; channel < 3; channel++) parameters[from + 4 * channel] = initialMix;
      continue;
    }
    const strength = layer.name === 'last' ? initialStrength : 1;
    const deviation = strength * Math.sqrt(2 / (layer.inputs * layer.kernelSize ** 2));
    for (let i = from; i < to; i++) parameters[i] = deviation * draw();
  }
  return parameters;
}

/**
 * The network of a training, for RGB 0..255. The first layer stays as it is: the normalisation that follows it undoes what
 * other colours make of its values.
 *
 * @throws StylizeError `bad-weights` when there are parameters that are not numbers
 */
export function trainedNetwork(description: TransformDescription, all: Float32Array): TransformNetwork {
  const places = transformPlaces(description);
  const tensors = places.map(({ layer, kind, shape, from, to }) => {
    const data = all.slice(from, to);
    const name = `${layer.name}.${kind}`;
    const isLast = layer.name === 'last';
    if (isLast || name === 'mix.offset') for (let i = 0; i < data.length; i++) data[i]! *= colorScale;
    if (name === 'last.offset') for (let i = 0; i < data.length; i++) data[i]! += middleGray;
    if (name === 'mix.offset') {
      const mix = places.find((place) => place.layer.name === 'mix' && place.kind === 'kernel')!;
      for (let i = 0; i < 9; i++) data[Math.floor(i / 3)]! -= middleGray * all[mix.from + i]!;
    }
    return [name, { shape, data }] as const;
  });
  return transformNetworkOf('training', description, new Map(tensors));
}
