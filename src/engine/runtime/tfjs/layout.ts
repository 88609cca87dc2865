import type { Tensor, TensorFlow } from './tensorflow';

/*
 * TensorFlow wants feature maps as [N, H, W, C]: here every tensor of four dimensions, [N, C, H, W] in the graph, is kept
 * that way.
 */

/** What belongs to the graph's axes, one entry each, in the order of the tensor's. */
export function inLayout<T>(axes: readonly T[]): T[] {
  const [n, channels, ...sides] = axes;
  return axes.length === 4 ? [n!, ...sides, channels!] : [...axes];
}

/** The tensor's axis for one of the graph's. */
export const axisInLayout = (axis: number, rank: number): number =>
  inLayout([...Array(rank).keys()]).indexOf(axis);

/** From the graph's order of axes. */
export const toLayout = (tf: TensorFlow, x: Tensor): Tensor =>
  x.rank === 4 ? tf.transpose(x, [0, 2, 3, 1]) : x;

/** To the graph's order of axes. */
export const fromLayout = (tf: TensorFlow, x: Tensor): Tensor =>
  x.rank === 4 ? tf.transpose(x, [0, 3, 1, 2]) : x;
