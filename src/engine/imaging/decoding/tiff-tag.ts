/** The value of a tag, as far as it is in the tag itself: 4 bytes. */
export interface TiffValue {
  readonly short: number;
  readonly text: string;
}

/**
 * Looks a tag up in a TIFF, or in EXIF, which is one (TIFF 6.0, section 2).
 *
 * @param path tags that point to directories, then the tag: the first of them in the first directory
 * @returns undefined for a tag that is not there, for BigTIFF, and for a file that ends too early
 */
export function readTiffTag(tiff: Buffer, ...path: readonly number[]): TiffValue | undefined {
  const isLittle = tiff.toString('latin1', 0, 2) === 'II';
  const short = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const long = (at: number) => (isLittle ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  const find = (directory: number, tag: number): number | undefined => {
    const end = directory + 2 + 12 * short(directory);
    for (let at = directory + 2; at < end; at += 12) if (short(at) === tag) return at + 8;
    return undefined;
  };
  try {
    if (short(2) !== 42) return undefined;
    let at: number | undefined = 4;
    for (const tag of path) {
      at = find(long(at), tag);
      if (at === undefined) return undefined;
    }
    return { short: short(at), text: tiff.toString('latin1', at, at + 4) };
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}
