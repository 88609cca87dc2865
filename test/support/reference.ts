import type { Network } from '../../src/engine/network/network';
import type { FeatureTerm, Term } from '../../src/engine/losses/objective-graph';

/**
 * The losses once more, in float64 and as plainly as possible: loops over the formulas of the papers, sharing no code
 * with the engine. Slow, for small pictures.
 */
export interface FeatureMap64 {
  readonly data: Float64Array;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

export interface ReferenceOptions {
  readonly pooling: 'max' | 'average' | 'l2';
  readonly padding: 'zero' | 'replicate';
}

/** Activations after each rectifier, by name; `image` is [3, H, W], RGB 0..255. */
export function referenceForward(
  network: Network,
  image: ArrayLike<number>,
  width: number,
  height: number,
  options: ReferenceOptions,
): Map<string, FeatureMap64> {
  const { input, layers } = network.description;
  const activations = new Map<string, FeatureMap64>();
  const plane = width * height;
  const data = new Float64Array(3 * plane);
  for (let c = 0; c < 3; c++) {
    const source = input.channelOrder === 'bgr' ? 2 - c : c;
    for (let i = 0; i < plane; i++) {
      data[c * plane + i] = (image[source * plane + i]! - input.mean[source]!) / input.deviation[source]!;
    }
  }
  let x: FeatureMap64 = { data, channels: 3, height, width };
  let first = true;
  for (const layer of layers) {
    if (layer.kind === 'convolution') {
      const { kernel, bias } = network.parameters.get(layer.name)!;
      x = convolve(x, kernel, bias, first && options.padding === 'replicate');
      first = false;
    } else if (layer.kind === 'relu') {
      x = { ...x, data: x.data.map((v) => Math.max(v, 0)) };
      activations.set(layer.name, x);
    } else {
      if (x.height < 2 || x.width < 2) break;
      x = pool(x, options.pooling);
    }
  }
  return activations;
}

function convolve(
  x: FeatureMap64,
  kernel: Float32Array,
  bias: Float32Array,
  replicate: boolean,
): FeatureMap64 {
  const { channels, height, width } = x;
  const outputs = bias.length;
  const side = Math.sqrt(kernel.length / (outputs * channels));
  const reach = (side - 1) / 2;
  const data = new Float64Array(outputs * height * width);
  for (let o = 0; o < outputs; o++) {
    const out = data.subarray(o * height * width, (o + 1) * height * width).fill(bias[o]!);
    for (let c = 0; c < channels; c++) {
      const plane = c * height * width;
      for (let ky = -reach; ky <= reach; ky++) {
        for (let kx = -reach; kx <= reach; kx++) {
          const weight = kernel[((o * channels + c) * side + ky + reach) * side + kx + reach]!;
          for (let row = 0; row < height; row++) {
            let y = row + ky;
            if (y < 0 || y >= height) {
              if (!replicate) continue;
              y = Math.min(Math.max(y, 0), height - 1);
            }
            const base = plane + y * width;
            const from = Math.max(0, -kx);
            const to = Math.min(width, width - kx);
            for (let column = from; column < to; column++) {
              out[row * width + column]! += weight * x.data[base + column + kx]!;
            }
            if (replicate && kx === -1) out[row * width]! += weight * x.data[base]!;
            if (replicate && kx === 1) out[row * width + width - 1]! += weight * x.data[base + width - 1]!;
          }
        }
      }
    }
  }
  return { data, channels: outputs, height, width };
}

function pool(x: FeatureMap64, kind: ReferenceOptions['pooling']): FeatureMap64 {
  const height = Math.floor(x.height / 2);
  const width = Math.floor(x.width / 2);
  const data = new Float64Array(x.channels * height * width);
  for (let c = 0; c < x.channels; c++) {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const at = (dy: number, dx: number) =>
          x.data[(c * x.height + 2 * row + dy) * x.width + 2 * column + dx]!;
        const window = [at(0, 0), at(0, 1), at(1, 0), at(1, 1)];
        data[(c * height + row) * width + column] =
          kind === 'max'
            ? Math.max(...window)
            : kind === 'average'
              ? (2 * window.reduce((a, b) => a + b)) / 4
              : 0.78 * Math.sqrt(window.reduce((sum, v) => sum + v * v, 0));
      }
    }
  }
  return { data, channels: x.channels, height, width };
}

/** F·Fᵀ, [C, C]. */
export function referenceGram({ data, channels, height, width }: FeatureMap64): Float64Array {
  const positions = height * width;
  const gram = new Float64Array(channels * channels);
  for (let i = 0; i < channels; i++) {
    for (let j = i; j < channels; j++) {
      let sum = 0;
      for (let p = 0; p < positions; p++) sum += data[i * positions + p]! * data[j * positions + p]!;
      gram[i * channels + j] = gram[j * channels + i] = sum;
    }
  }
  return gram;
}

export function sumOfSquaredDifferences(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum;
}

export type ReferenceTotalVariation = Extract<Term, { kind: 'total-variation' }>['variant'];

export function referenceTotalVariation(
  image: ArrayLike<number>,
  width: number,
  height: number,
  variant: ReferenceTotalVariation,
): number {
  let value = 0;
  const at = (c: number, y: number, x: number) => image[(c * height + y) * width + x]!;
  for (let c = 0; c < 3; c++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const below = y + 1 < height;
        const right = x + 1 < width;
        const dy = below ? at(c, y + 1, x) - at(c, y, x) : 0;
        const dx = right ? at(c, y, x + 1) - at(c, y, x) : 0;
        if (variant === 'absolute') value += Math.abs(dy) + Math.abs(dx);
        else if (variant === 'squared-mean') {
          value += dy ** 2 / (3 * (height - 1) * width) + dx ** 2 / (3 * height * (width - 1));
        } else if (variant === 'squared-mean-swapped') {
          value += dy ** 2 / (3 * height * (width - 1)) + dx ** 2 / (3 * (height - 1) * width);
        } else if (variant === 'squared-sum') {
          value += dy ** 2 + dx ** 2;
        } else if (below && right) {
          value += variant === 'power' ? (dy ** 2 + dx ** 2) ** 1.25 : (dy ** 2 + dx ** 2) / 2;
        }
      }
    }
  }
  return value;
}

/** Σ|∂L/∂F| over all elements of a layer's features, from the closed forms of the gradients. */
export function referenceGradientNorm(
  term: FeatureTerm,
  features: FeatureMap64,
  target: ArrayLike<number>,
): number {
  const { data, channels, height, width } = features;
  let norm = 0;
  if (term.kind === 'content') {
    for (let i = 0; i < data.length; i++) norm += Math.abs(2 * (data[i]! - target[i]!));
    return norm;
  }
  const n = term.normalization;
  const gram = referenceGram(features);
  const positions = height * width;
  for (let i = 0; i < channels; i++) {
    for (let p = 0; p < positions; p++) {
      let slope = 0;
      for (let j = 0; j < channels; j++) {
        slope += 4 * n * (n * gram[i * channels + j]! - target[i * channels + j]!) * data[j * positions + p]!;
      }
      norm += Math.abs(slope);
    }
  }
  return norm;
}

/** Each term's loss before its factor. Targets by the term's name. */
export function referenceLosses(
  network: Network,
  image: ArrayLike<number>,
  width: number,
  height: number,
  terms: readonly Term[],
  targets: ReadonlyMap<string, ArrayLike<number>>,
  options: ReferenceOptions,
): number[] {
  const activations = terms.some((term) => term.kind !== 'total-variation')
    ? referenceForward(network, image, width, height, options)
    : new Map<string, FeatureMap64>();
  return terms.map((term) => {
    if (term.kind === 'total-variation') return referenceTotalVariation(image, width, height, term.variant);
    const features = activations.get(term.layer)!;
    const target = targets.get(term.name)!;
    if (term.kind === 'content') return sumOfSquaredDifferences(features.data, target);
    const gram = referenceGram(features).map((v) => v * term.normalization);
    return sumOfSquaredDifferences(gram, target);
  });
}
