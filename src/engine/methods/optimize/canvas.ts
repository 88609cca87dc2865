import { resample } from '../../imaging/resample';
import type { AdamMoments } from '../../optimizers/state';
import type { Scale } from '../../plan/scales';

/** The picture in the making, as one scale hands it to the next. */
export interface Canvas {
  readonly scale: Scale;
  /** [3, H, W], RGB 0..255 */
  readonly data: Float32Array;
  readonly moments: AdamMoments | undefined;
}

/** A canvas at another scale's size, with Adam's moments: the first may be negative, the second never is. */
export function resized({ scale: from, data, moments }: Canvas, to: Scale): Canvas {
  if (from.width === to.width && from.height === to.height) return { scale: to, data, moments };
  return {
    scale: to,
    data: resample(data, 3, from, to, 'bicubic'),
    moments: moments && {
      first: resample(moments.first, 3, from, to, 'bicubic'),
      second: resample(moments.second, 3, from, to, 'bilinear'),
      steps: moments.steps,
    },
  };
}
