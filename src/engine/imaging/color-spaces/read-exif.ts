import { readTiffTag } from '../decoding/tiff-tag';
import { adobeRgb, type ColorSpace } from './color-space';

const [photo, interoperability, interoperabilityIndex] = [0x8769, 0xa005, 1];

/**
 * What EXIF says of a picture's colours: cameras that are set to Adobe RGB and put no profile into their files say it by
 * the kind of their interoperability rules alone (JEITA CP-3461, DCF 2.0, optional colour space).
 *
 * @param exif with or without the six bytes before it that JPEG has
 * @returns undefined for sRGB
 */
export function readExifColorSpace(exif: Buffer): ColorSpace | undefined {
  const tiff = exif.toString('latin1', 0, 6) === 'Exif\0\0' ? exif.subarray(6) : exif;
  const index = readTiffTag(tiff, photo, interoperability, interoperabilityIndex);
  return index?.text === 'R03\0' ? adobeRgb : undefined;
}
