import { staticFeatureMap } from '../../../graph/shapes';
import type { Emitter, OnnxRules } from '../emitter';
import { steepSigmoid } from './elementwise';

export const pooling = {
  maxPool: (e, inputs) => e.node('MaxPool', inputs, windows),
  averagePool: (e, inputs) => e.node('AveragePool', inputs, windows),
  upsample: (e, [x]) => upsample(e, x!),
  interpolate: (e, [x]) =>
    e.node('Resize', [x!, '', doubling(e)], {
      mode: 'linear',
      coordinate_transformation_mode: 'half_pixel',
    }),
  maxPoolGradient(e, [x, pooled, gradient], { inputs: [input] }) {
    const [, , height, width] = staticFeatureMap(input!);
    const [odd, size] = [[height % 2, width % 2] as const, [height, width] as const];
    const even = evenPart(e, x!, size);
    // The difference is never positive; this is 1 where it is 0.
    const isMaximum = e.node('HardSigmoid', [e.node('Sub', [even, upsample(e, pooled!)])], steepSigmoid(1));
    const selected = e.node('Mul', [upsample(e, gradient!), firstInWindow(e, isMaximum, size)]);
    if (odd[0] + odd[1] === 0) return selected;
    return e.node('Pad', [selected, e.integers([0, 0, 0, 0, 0, 0, ...odd])], { mode: 'constant' });
  },
} satisfies Partial<OnnxRules>;

const windows = { kernel_shape: [2, 2], strides: [2, 2] };

function upsample(e: Emitter, x: string): string {
  return e.node('Resize', [x, '', doubling(e)], {
    mode: 'nearest',
    coordinate_transformation_mode: 'asymmetric',
    nearest_mode: 'floor',
  });
}

const doubling = (e: Emitter) => e.constant('upsample scales', () => Float32Array.of(1, 1, 2, 2), [4]);

type Size = readonly [height: number, width: number];

function evenPart(e: Emitter, x: string, [height, width]: Size): string {
  if (height % 2 === 0 && width % 2 === 0) return x;
  const ends = e.integers([height - (height % 2), width - (width % 2)]);
  return e.node('Slice', [x, e.integers([0, 0]), ends, e.integers([2, 3])]);
}

/**
 * Keeps the first of several maxima in a window, in reading order: frameworks send the gradient there. Flat areas of a
 * picture are full of such ties.
 */
function firstInWindow(e: Emitter, isMaximum: string, size: Size): string {
  // Each place in the window has a power of two. The first maximum is the one whose power is more than half of the sum
  // over all maxima.
  const [height, width] = size.map((side) => side - (side % 2)) as [number, number];
  const places = e.constant(
    `places ${height}x${width}`,
    () =>
      Float32Array.from({ length: height * width }, (_, i) => {
        const [row, column] = [Math.floor(i / width) % 2, (i % width) % 2];
        return 8 >> (2 * row + column);
      }),
    [1, 1, height, width],
  );
  const powers = e.node('Mul', [isMaximum, places]);
  const halfOfSum = e.node('Mul', [e.node('AveragePool', [powers], windows), e.scalar(2)]);
  return e.node('HardSigmoid', [e.node('Sub', [powers, upsample(e, halfOfSum)])], steepSigmoid(0));
}
