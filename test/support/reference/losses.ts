import type { FeatureTerm, Term } from '../../../src/engine/losses/term';
import type { Network } from '../../../src/engine/network/network';
import { symmetricEigen } from './symmetric-eigen';

/**
 * A second implementation of the losses, in float64 and as plain as possible: loops over the papers' formulas, sharing no
 * code with the engine. Slow, so use small pictures.
 */
export interface FeatureMap64 {
  readonly data: Float64Array;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

export interface ReferenceOptions {
  readonly pooling: 'max' | 'average' | 'l2' | 'plain-average';
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
        const mean = window.reduce((a, b) => a + b) / 4;
        data[(c * height + row) * width + column] = {
          max: Math.max(...window),
          average: 2 * mean,
          l2: 0.78 * Math.sqrt(window.reduce((sum, v) => sum + v * v, 0)),
          'plain-average': mean,
        }[kind];
      }
    }
  }
  return { data, channels: x.channels, height, width };
}

/** A position's weight in a statistic: 1, or in a region the square of its guidance channel. */
const weight = (guidance: ArrayLike<number> | undefined, position: number) =>
  guidance ? guidance[position]! ** 2 : 1;

/** F·Fᵀ, [C, C]; of a region if there is a guidance channel [H, W]. */
export function referenceGram(
  { data, channels, height, width }: FeatureMap64,
  guidance?: ArrayLike<number>,
): Float64Array {
  const positions = height * width;
  const gram = new Float64Array(channels * channels);
  for (let i = 0; i < channels; i++) {
    for (let j = i; j < channels; j++) {
      let sum = 0;
      for (let p = 0; p < positions; p++) {
        sum += weight(guidance, p) * data[i * positions + p]! * data[j * positions + p]!;
      }
      gram[i * channels + j] = gram[j * channels + i] = sum;
    }
  }
  return gram;
}

/** Each channel's mean, [C]. */
export function referenceMeans(
  { data, channels, height, width }: FeatureMap64,
  guidance?: ArrayLike<number>,
): Float64Array {
  const positions = height * width;
  const sum = (c: number) =>
    data
      .subarray(c * positions, (c + 1) * positions)
      .reduce((total, value, p) => total + weight(guidance, p) * value, 0);
  return Float64Array.from({ length: channels }, (_, c) => sum(c) / positions);
}

/** (F − μ)(F − μ)ᵀ, [C, C]. */
export function referenceCovariance(features: FeatureMap64, guidance?: ArrayLike<number>): Float64Array {
  const { data, height, width } = features;
  const positions = height * width;
  const means = referenceMeans(features, guidance);
  const centered = { ...features, data: data.map((v, i) => v - means[Math.floor(i / positions)]!) };
  return referenceGram(centered, guidance);
}

/**
 * |μ − μ_s|² + tr(C + C_s − 2·(C_s^½·C·C_s^½)^½), with symmetric roots from eigenvectors; covariances [C, C].
 */
export function referenceWasserstein(
  mean: ArrayLike<number>,
  covariance: ArrayLike<number>,
  styleMean: ArrayLike<number>,
  styleCovariance: ArrayLike<number>,
): number {
  const n = mean.length;
  const { values, vectors } = symmetricEigen(styleCovariance, n);
  const root = Float64Array.from({ length: n * n }, (_, index) => {
    const [i, j] = [Math.floor(index / n), index % n];
    let sum = 0;
    for (let k = 0; k < n; k++) {
      sum += vectors[i * n + k]! * Math.sqrt(Math.max(values[k]!, 0)) * vectors[j * n + k]!;
    }
    return sum;
  });
  const between = product64(product64(root, covariance, n), root, n);
  const roots = symmetricEigen(between, n).values.map((value) => Math.sqrt(Math.max(value, 0)));
  let distance = sumOfSquaredDifferences(mean, styleMean);
  for (let i = 0; i < n; i++) {
    distance += covariance[i * (n + 1)]! + styleCovariance[i * (n + 1)]! - 2 * roots[i]!;
  }
  return distance;
}

function product64(a: ArrayLike<number>, b: ArrayLike<number>, n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, index) => {
    const [i, j] = [Math.floor(index / n), index % n];
    let sum = 0;
    for (let k = 0; k < n; k++) sum += a[i * n + k]! * b[k * n + j]!;
    return sum;
  });
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

/** A term's loss. The target of the Wasserstein distance is the engine's: mean, regularisation, factor. */
export function referenceFeatureLoss(
  term: FeatureTerm,
  features: FeatureMap64,
  target: ArrayLike<number>,
): number {
  switch (term.kind) {
    case 'content':
      return sumOfSquaredDifferences(features.data, target);
    case 'gram':
      return sumOfSquaredDifferences(
        referenceGram(features, term.guidance).map((v) => v * term.normalization),
        target,
      );
    case 'covariance':
      return sumOfSquaredDifferences(
        referenceCovariance(features, term.guidance).map((v) => v * term.normalization),
        target,
      );
    case 'mean':
      return sumOfSquaredDifferences(referenceMeans(features, term.guidance), target);
    case 'moments': {
      const n = features.channels;
      const mean = referenceMeans(features, term.guidance);
      const covariance = referenceCovariance(features, term.guidance);
      const positions = features.height * features.width;
      const ofMeans = mean.reduce((sum, value, i) => sum + Math.abs(value - target[i]!), 0);
      const ofCovariances = covariance.reduce(
        (sum, value, i) => sum + Math.abs(value / positions - target[n + i]!),
        0,
      );
      return ofMeans / n + ofCovariances / n ** 2;
    }
    case 'nearest':
      return referenceCosineDistance(features, target, term.guidance);
    case 'wasserstein': {
      const n = features.channels;
      const rows = (from: number, to: number) => Array.from(target).slice(from * n, to * n);
      const positions = features.height * features.width;
      const covariance = referenceCovariance(features, term.guidance).map((v) => v / positions);
      for (const [i, added] of rows(1, 2).entries()) covariance[i * (n + 1)]! += added;
      const factor = rows(2, 2 + n);
      const styleCovariance = Float64Array.from({ length: n * n }, (_, index) => {
        const [i, j] = [Math.floor(index / n), index % n];
        let sum = 0;
        for (let k = 0; k < n; k++) sum += factor[i * n + k]! * factor[j * n + k]!;
        return sum;
      });
      const means = referenceMeans(features, term.guidance);
      return referenceWasserstein(means, covariance, rows(0, 1), styleCovariance);
    }
  }
}

/** Σ(1 − cos) between the features and the target of each position. */
function referenceCosineDistance(
  { data, channels, height, width }: FeatureMap64,
  target: ArrayLike<number>,
  guidance: ArrayLike<number> | undefined,
): number {
  const positions = height * width;
  let sum = 0;
  for (let i = 0; i < positions; i++) {
    let [product, square] = [0, 0];
    for (let c = 0; c < channels; c++) {
      product += data[c * positions + i]! * target[c * positions + i]!;
      square += data[c * positions + i]! ** 2;
    }
    const weight = guidance ? guidance[i]! ** 2 : 1;
    sum += weight * (1 - (square > 0 ? product / Math.sqrt(square) : 0));
  }
  return sum;
}

/** Σ|∂L/∂F| over all elements of a layer's features, by central differences. */
export function referenceGradientNorm(
  term: FeatureTerm,
  features: FeatureMap64,
  target: ArrayLike<number>,
): number {
  const step = 1e-5;
  const data = Float64Array.from(features.data);
  const lossWith = (index: number, value: number) => {
    const before = data[index]!;
    data[index] = value;
    const loss = referenceFeatureLoss(term, { ...features, data }, target);
    data[index] = before;
    return loss;
  };
  return features.data.reduce(
    (norm, value, index) =>
      norm + Math.abs(lossWith(index, value + step) - lossWith(index, value - step)) / (2 * step),
    0,
  );
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
    return referenceFeatureLoss(term, features, target);
  });
}
