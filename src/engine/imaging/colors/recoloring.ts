import type { PictureSource } from '../decoding/decode';
import type { Picture } from '../picture';
import { clamped } from './clamped';

/** New colours for a picture: [3, H, W], RGB that may leave 0..255. */
export type Recoloring = (picture: Picture) => Float32Array;

/** A picture that is recoloured whenever it is loaded, and clamped to 0..255. */
export function recolored(source: PictureSource, recoloring: Recoloring): PictureSource {
  return {
    ...source,
    load: async (size) => {
      const picture = await source.load(size);
      return { ...picture, data: clamped(recoloring(picture)) };
    },
  };
}
