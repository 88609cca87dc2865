import { partsOf, poolingsBefore } from './hypercolumn';
import type { NetworkDescription } from './network';

/**
 * The part of the picture that a layer's positions see, along either axis: position i sees `size` pixels from
 * `start + i·stride` on, some of which may be outside the picture.
 */
export interface ReceptiveField {
  readonly stride: number;
  readonly start: number;
  readonly size: number;
}

/** The receptive field of one of the network's activations, or of a hypercolumn. */
export function receptiveField(network: NetworkDescription, name: string): ReceptiveField {
  const parts = partsOf(name);
  if (parts.length === 1) return fieldOf(network, name);
  const stride = 2 ** poolingsBefore(network, name);
  const spans = parts.map(({ layer }) => spanOf(fieldOf(network, layer), stride));
  const start = Math.min(...spans.map((span) => span.start));
  return { stride, start, size: Math.max(...spans.map((span) => span.end)) - start };
}

/** What a position of a map with the given stride sees at most, once a layer has been brought to that map's size. */
function spanOf({ stride: own, start, size }: ReceptiveField, stride: number) {
  // A mean of 2×2 sees the whole block; an interpolation the nearest position on either side.
  if (own <= stride) return { start, end: start + size + stride - own };
  let reach = 0;
  for (let step = own; step > stride; step /= 2) reach += step;
  return { start: start - reach - (own - stride), end: start + size + reach };
}

function fieldOf({ layers }: NetworkDescription, name: string): ReceptiveField {
  let [stride, start, size] = [1, 0, 1];
  for (const layer of layers) {
    switch (layer.kind) {
      case 'convolution':
        start -= ((layer.kernelSize - 1) / 2) * stride;
        size += (layer.kernelSize - 1) * stride;
        break;
      case 'pooling':
        size += stride;
        stride *= 2;
        break;
      case 'relu':
        if (layer.name === name) return { stride, start, size };
    }
  }
  throw new Error(`${name} is not a layer`);
}
