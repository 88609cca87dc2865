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

/** The receptive field of one of the network's activations. */
export function receptiveField({ layers }: NetworkDescription, name: string): ReceptiveField {
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
