import { randomNoise } from '../../src/engine/methods/optimize/noise';
import type { Values } from '../../src/engine/runtime/backend';

/*
 * Two measures of a painting by the features of VGG-19, neither of which any recipe minimises.
 */

/** Positions along each axis at which pictures are compared with themselves. */
const gridSide = 32;
/** Directions in which distributions are compared. */
const directions = 64;
/** Points at which two distributions along a direction are compared. */
const quantiles = 256;

/**
 * How differently two pictures resemble themselves: the self-similarity distance of STROTSS (Kolkin et al. 2019, equation 6)
 * times the number of positions. 0 for the same picture.
 *
 * @param painting the distances between its positions, [n, n]
 * @param content of as many positions
 */
export function selfSimilarityDistance(painting: Float64Array, content: Float64Array): number {
  const positions = Math.sqrt(painting.length);
  return painting.reduce((sum, value, i) => sum + Math.abs(value - content[i]!), 0) / positions;
}

/**
 * The cosine distances between the positions of a grid, each column divided by its sum: [n, n].
 *
 * @param values hypercolumns, [C, H, W]
 */
export function selfDistances({ data, shape }: Values): Float64Array {
  const [channels, height, width] = shape as [number, number, number];
  const at = (side: number) =>
    Array.from({ length: gridSide }, (_, i) => Math.floor(((i + 0.5) * side) / gridSide));
  const positions = at(height).flatMap((row) => at(width).map((column) => row * width + column));
  const vectors = positions.map((position) => {
    const vector = Float64Array.from({ length: channels }, (_, c) => data[c * height * width + position]!);
    const length = Math.hypot(...vector) || 1;
    return vector.map((value) => value / length);
  });
  const n = vectors.length;
  const distances = new Float64Array(n * n);
  const sums = new Float64Array(n);
  for (const [i, a] of vectors.entries()) {
    for (let j = 0; j < i; j++) {
      const b = vectors[j]!;
      let product = 0;
      for (let c = 0; c < channels; c++) product += a[c]! * b[c]!;
      const distance = Math.max(0, 1 - product);
      distances[i * n + j] = distances[j * n + i] = distance;
      sums[i]! += distance;
      sums[j]! += distance;
    }
  }
  return distances.map((distance, i) => distance / (sums[i % n]! || 1));
}

/**
 * How differently features are distributed: the sliced Wasserstein-1 distance, the mean over directions that are drawn
 * anew for no pair, in units of the style's deviation along each (Rabin et al. 2011, Wasserstein Barycenter and Its
 * Application to Texture Mixing).
 *
 * @param painting features, [C, H, W]
 * @param style of any size
 */
export function slicedWasserstein(painting: Values, style: Values): number {
  const channels = painting.shape[0]!;
  let sum = 0;
  for (let index = 0; index < directions; index++) {
    const direction = randomNoise('normal', channels, index);
    const [a, b] = [projected(painting, direction), projected(style, direction)];
    const mean = b.reduce((total, value) => total + value, 0) / b.length;
    const deviation = Math.sqrt(b.reduce((total, value) => total + (value - mean) ** 2, 0) / b.length);
    let distance = 0;
    for (let q = 0; q < quantiles; q++) {
      const quantile = (values: Float64Array) => values[Math.floor(((q + 0.5) / quantiles) * values.length)]!;
      distance += Math.abs(quantile(a) - quantile(b));
    }
    sum += distance / quantiles / (deviation || 1);
  }
  return sum / directions;
}

/** Each position's product with a direction, sorted. */
function projected({ data }: Values, direction: Float32Array): Float64Array {
  const positions = data.length / direction.length;
  const products = new Float64Array(positions);
  for (const [channel, factor] of direction.entries()) {
    for (let i = 0; i < positions; i++) products[i]! += factor * data[channel * positions + i]!;
  }
  return products.sort();
}
