import type { NetworkDescription } from '../../network/network';
import { reachOf, tilingOf, type Extent } from './tiling';

/** What it takes to compute a picture in windows. */
export interface TilingCost {
  /** Of every window, in pixels. It takes the memory that a picture of this size would take as a whole. */
  readonly window: Extent;
  /** How many there are. */
  readonly windows: number;
  /** Pixels that a window has on top of its core, along each axis. */
  readonly halo: number;
  /** Time of a step, relative to the picture as a whole: 1 if one window is enough. */
  readonly work: number;
}

/**
 * What computing a picture in tiles costs, for the same losses and gradient.
 *
 * A step needs the statistics of all windows before the gradient of any. So each window goes through the network forward
 * and then, once more, forward and backward, against forward and backward of the whole picture: the work is
 * 1.5 × windows × window / picture, or 2 × with normalised gradients, whose norms need a forward pass of their own.
 *
 * @param layers that losses look at
 * @param core side of a core, in pixels
 */
export function tilingCost(
  network: NetworkDescription,
  layers: Iterable<string>,
  picture: Extent,
  core: number,
  { normalizeGradient = false } = {},
): TilingCost {
  const reach = reachOf(network, layers);
  const { window, columns, rows } = tilingOf(picture, reach, core);
  const windows = columns.length * rows.length;
  const halo = Math.ceil(reach.before / reach.stride) * reach.stride + reach.after;
  const pixels = (windows * window.width * window.height) / (picture.width * picture.height);
  const passes = normalizeGradient ? 2 : 1.5;
  return { window, windows, halo, work: windows === 1 ? 1 : passes * pixels };
}
