import { readTiffTag } from './tiff-tag';

const compressionTag = 259;

/** None, LZW, and Deflate under both its numbers (TIFF 6.0 and its supplements): libtiff calls their damage an error. */
const strictCompressions: readonly (number | undefined)[] = [1, 5, 8, 32946];

/**
 * Whether what libtiff warns of in a file can only be disorder in its tags, which many scanners and cameras leave, and no
 * lost pixels. JPEG, fax and PackBits data are decoded on with a warning where they are damaged.
 */
export const hasHarmlessWarnings = (tiff: Buffer): boolean =>
  strictCompressions.includes(readTiffTag(tiff, compressionTag)?.short);
