import { exactBytes } from '../../../channel/exact-bytes';
import { shrunk } from '../contact-sheet/layout';
import { openPicture } from '../decoding/decode';
import { encodePicture } from './encode';

/** Of the longest side: below this a picture shows nothing. */
const smallestSide = 16;

/**
 * A picture file as a JPEG, on white where it is transparent, never enlarged, and as small as the limits ask.
 *
 * @param longestSide in pixels
 * @throws StylizeError as `openPicture`
 */
export async function smallCopy(
  path: string,
  { longestSide, mostBytes }: { readonly longestSide: number; readonly mostBytes: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const source = await openPicture(path);
  for (let longest = longestSide; ;) {
    const picture = await source.load(shrunk(source, longest));
    const bytes = await encodePicture(picture, { format: 'jpeg' });
    if (bytes.byteLength <= mostBytes || longest <= smallestSide) return exactBytes(bytes);
    // Bytes grow about as the area does. A little less than that, so that twice is usually enough.
    const factor = 0.95 * Math.sqrt(mostBytes / bytes.byteLength);
    longest = Math.max(
      smallestSide,
      Math.floor(Math.min(longest, Math.max(source.width, source.height)) * factor),
    );
  }
}
