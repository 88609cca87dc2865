import { StylizeError } from '../../../src/channel/errors';
import type { Size } from '../../shared/stage/view';
import { strings } from '../strings';
import { hasShapeOf, maskFromPixels, type Mask } from './mask';

/**
 * A picture file as a mask of a size.
 *
 * @throws StylizeError `bad-image` when its proportions are not those of that size, and when it is no picture that the
 *   browser reads
 */
export async function readMaskPicture(
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  { width, height }: Size,
): Promise<Mask> {
  const bitmap = await createImageBitmap(new Blob([bytes]), { colorSpaceConversion: 'none' }).catch(
    (cause: unknown) => {
      throw new StylizeError('bad-image', strings.loadUnreadable(name), { cause });
    },
  );
  try {
    if (!hasShapeOf(bitmap, { width, height })) {
      throw new StylizeError('bad-image', strings.loadWrongShape(name, bitmap, { width, height }));
    }
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d', { willReadFrequently: true })!;
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, 0, 0, width, height);
    return maskFromPixels(context.getImageData(0, 0, width, height).data, { width, height });
  } finally {
    bitmap.close();
  }
}
