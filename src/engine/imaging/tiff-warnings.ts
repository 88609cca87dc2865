/** None, LZW, and Deflate under both its numbers (TIFF 6.0 and its supplements): libtiff calls their damage an error. */
const strictCompressions = [1, 5, 8, 32946];

const compressionTag = 259;

/**
 * Whether what libtiff warns of in a file can only be disorder in its tags, which many scanners and cameras leave, and no
 * lost pixels. JPEG, fax and PackBits data are decoded on with a warning where they are damaged.
 */
export function hasHarmlessWarnings(tiff: Buffer): boolean {
  const isLittle = tiff.toString('latin1', 0, 2) === 'II';
  const short = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  try {
    if (short(2) !== 42) return false;
    const directory = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
    const tags = short(directory);
    for (let at = directory + 2; at < directory + 2 + 12 * tags; at += 12) {
      if (short(at) === compressionTag) return strictCompressions.includes(short(at + 8));
    }
    return false;
  } catch (thrown) {
    if (thrown instanceof RangeError) return false;
    throw thrown;
  }
}
