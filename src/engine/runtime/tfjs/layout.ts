import type { Tensor, TensorFlow } from './tensorflow';

/*
 * TensorFlow expects feature maps as [N, H, W, C], so every four-dimensional tensor, [N, C, H, W] in the graph, has that
 * layout here.
 */

/** Reorders one entry per axis from the graph's order to the tensor's. */
export function inLayout<T>(axes: readonly T[]): T[] {
  const [n, channels, ...sides] = axes;
  return axes.length === 4 ? [n!, ...sides, channels!] : [...axes];
}

/** The tensor's axis that corresponds to one of the graph's. */
export const axisInLayout = (axis: number, rank: number): number =>
  inLayout([...Array(rank).keys()]).indexOf(axis);

/** Converts a tensor from the graph's order of axes. */
export const toLayout = (tf: TensorFlow, x: Tensor): Tensor =>
  x.rank === 4 ? tf.transpose(x, [0, 2, 3, 1]) : x;

/** Converts a tensor to the graph's order of axes. */
export const fromLayout = (tf: TensorFlow, x: Tensor): Tensor =>
  x.rank === 4 ? tf.transpose(x, [0, 3, 1, 2]) : x;
