import { poolings } from '../../../graph/operators/pooling';
import { staticFeatureMap } from '../../../graph/shapes';
import type { Value } from '../../../graph/value';
import { steepSigmoid } from '../rules/elementwise';
import type { BlockedGraph } from './graph';
import { wholeBlocks } from './kernels';

const windows = { kernel_shape: [2, 2], strides: [2, 2] };

/** By how much, relatively, an element counts for less than the one before it in its window: about the last digit of a float32. */
const handicap = 2 ** -23;

/**
 * Where the gradient is wanted, every window gets a single maximum: its first in reading order, to which frameworks send
 * the gradient. Elements that tie are told apart by a handicap of the later ones, which is no more than rounding errors
 * are. Flat areas of a picture are full of ties.
 */
export function maxPool(g: BlockedGraph, [x]: readonly string[], value: Value): string | undefined {
  if (!g.isBlocked(x!)) return undefined;
  const input = gradientOf(g, value) ? withoutTies(g, x!, value.inputs[0]!) : x!;
  return g.node('MaxPool', [input], windows, g.channelsOf(x!));
}

/** Each window's gradient, times a mask that is 1 at its maximum. */
export function maxPoolGradient(
  g: BlockedGraph,
  [x, pooled, gradient]: readonly string[],
  { inputs: [input, pooledValue, gradientValue] }: Value,
): string | undefined {
  if (!g.isBlocked(x!) || !g.isBlocked(pooled!) || !g.canBlock(gradientValue!)) return undefined;
  const channels = g.channelsOf(x!);
  const [n, , height, width] = staticFeatureMap(pooledValue!);
  const [blocks, row] = [(n * wholeBlocks(channels, g.blockSize)) / g.blockSize, 2 * width * g.blockSize];
  /** One row for each pair of rows. */
  const spread = (tensor: string) =>
    g.view(g.node('Upsample', [tensor], { scales: [1, 1, 1, 2] }, channels), [blocks * height, 1, row]);
  const { emitter } = g;
  const pairs = g.view(withoutTies(g, x!, input!), [-1, 2, row]);
  const below = g.view(emitter.node('Sub', [pairs, spread(pooled!)]), [blocks * height, 2, row]);
  // The difference is never positive; this is 1 where it is 0.
  const isMaximum = emitter.node('HardSigmoid', [below], steepSigmoid(1));
  const selected = emitter.node('Mul', [isMaximum, spread(g.blocked(gradient!, gradientValue!))]);
  return withOddSides(g, selected, input!, channels);
}

export function averagePool(g: BlockedGraph, [x]: readonly string[]): string | undefined {
  return g.isBlocked(x!) ? g.node('AveragePool', [x!], windows, g.channelsOf(x!)) : undefined;
}

export function upsample(g: BlockedGraph, [x]: readonly string[]): string | undefined {
  return g.isBlocked(x!) ? g.node('Upsample', [x!], { scales: [1, 1, 2, 2] }, g.channelsOf(x!)) : undefined;
}

const gradientOf = (g: BlockedGraph, pooled: Value) =>
  g.consumers(pooled).find(({ op }) => op === poolings.maxPoolGradient);

/** The part of a feature map that has windows, with the handicaps: [N, C, 2·⌊H/2⌋, 2·⌊W/2⌋]. */
function withoutTies(g: BlockedGraph, x: string, value: Value): string {
  const { emitter, blockSize } = g;
  const channels = g.channelsOf(x);
  const [n, , height, width] = staticFeatureMap(value);
  const [h, w] = [Math.floor(height / 2), Math.floor(width / 2)];
  const blocks = (n * wholeBlocks(channels, blockSize)) / blockSize;
  let even = x;
  if (height % 2 === 1 || width % 2 === 1) {
    const seen = g.view(x, [blocks, height, width, blockSize]);
    even = emitter.node('Slice', [
      seen,
      emitter.integers([0, 0]),
      emitter.integers([2 * h, 2 * w]),
      emitter.integers([1, 2]),
    ]);
  }
  const factors = emitter.constant(
    `handicaps ${w}x${blockSize}`,
    () =>
      Float32Array.from({ length: 4 * w * blockSize }, (_, i) => {
        const [row, column] = [Math.floor(i / (2 * w * blockSize)), Math.floor(i / blockSize) % 2];
        return 1 + handicap * (1 - 2 * row - column);
      }),
    [2, 2 * w * blockSize],
  );
  const pairs = emitter.node('Mul', [g.view(even, [-1, 2, 2 * w * blockSize]), factors]);
  return g.unview(pairs, [n, channels, -1, 2 * w]);
}

/** Adds zeros for a last odd row and column. */
function withOddSides(g: BlockedGraph, pairs: string, value: Value, channels: number): string {
  const { emitter, blockSize } = g;
  const [n, , height, width] = staticFeatureMap(value);
  const odd = [height % 2, width % 2] as const;
  if (odd[0] + odd[1] === 0) return g.unview(pairs, [n, channels, height, width]);
  const blocks = (n * wholeBlocks(channels, blockSize)) / blockSize;
  const seen = g.view(pairs, [blocks, height - odd[0], width - odd[1], blockSize]);
  const padded = emitter.node('Pad', [seen, emitter.integers([0, 0, 0, 0, 0, ...odd, 0])], {
    mode: 'constant',
  });
  return g.unview(padded, [n, channels, height, width]);
}
