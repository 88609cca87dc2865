import { colorSpaceOf, type ColorSpace } from './color-space';

/**
 * What the code points of an AVIF say of its colours (ISO/IEC 23008-12, HEIF: a `colr` property of the primary item).
 *
 * @returns undefined for sRGB, and for a file that says nothing of the kind
 */
export function readAvifColorSpace(bytes: Buffer): ColorSpace | undefined {
  try {
    const colors = colorBoxes(bytes).find((box) => box.toString('latin1', 0, 4) === 'nclx');
    return (
      colors &&
      colorSpaceOf({
        primaries: colors.readUInt16BE(4),
        transfer: screenTransfer(colors.readUInt16BE(6)),
        // The decoder has already stretched the range, with the matrix.
        isNarrow: false,
      })
    );
  } catch (thrown) {
    // A box that is cut off: the decoder will say so.
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}

/** Encoders name the curves of video where they mean sRGB, and browsers take them for it in an AVIF. */
const screenTransfer = (transfer: number): number => ([1, 6, 14, 15].includes(transfer) ? 13 : transfer);

/** The `colr` properties of the primary item. */
function colorBoxes(bytes: Buffer): Buffer[] {
  const meta = boxes(find(boxes(bytes), 'meta').subarray(4));
  const properties = boxes(find(meta, 'iprp'));
  const all = boxes(find(properties, 'ipco'));
  const primary = readPrimaryItem(find(meta, 'pitm'));
  return readAssociations(find(properties, 'ipma'), primary).flatMap((index) => {
    const box = all[index - 1];
    return box?.type === 'colr' ? [box.content] : [];
  });
}

interface Box {
  readonly type: string;
  readonly content: Buffer;
}

/** In one box: real files have a few dozen. */
const mostBoxes = 10_000;

/** ISO/IEC 14496-12, section 4.2: a size of 1 is told in 64 bits, one of 0 reaches to the end. */
function boxes(bytes: Buffer): Box[] {
  const found: Box[] = [];
  for (let at = 0; at + 8 <= bytes.length && found.length < mostBoxes;) {
    const size = bytes.readUInt32BE(at);
    const header = size === 1 ? 16 : 8;
    const length = size === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : size === 0 ? bytes.length - at : size;
    if (length < header) break;
    found.push({
      type: bytes.toString('latin1', at + 4, at + 8),
      content: bytes.subarray(at + header, at + length),
    });
    at += length;
  }
  return found;
}

/** The content of the first box of a type; nothing when there is none. */
const find = (all: readonly Box[], type: string): Buffer =>
  all.find((box) => box.type === type)?.content ?? Buffer.alloc(0);

function readPrimaryItem(pitm: Buffer): number {
  return pitm.readUInt8(0) === 0 ? pitm.readUInt16BE(4) : pitm.readUInt32BE(4);
}

/** The numbers of an item's properties, from 1. */
function readAssociations(ipma: Buffer, item: number): number[] {
  const hasLongItems = ipma.readUInt8(0) > 0;
  const hasLongIndexes = (ipma.readUInt8(3) & 1) === 1;
  const entries = ipma.readUInt32BE(4);
  let at = 8;
  for (let entry = 0; entry < entries; entry++) {
    const id = hasLongItems ? ipma.readUInt32BE(at) : ipma.readUInt16BE(at);
    at += hasLongItems ? 4 : 2;
    const count = ipma.readUInt8(at++);
    const indexes: number[] = [];
    for (let i = 0; i < count; i++) {
      // The highest bit says whether a reader must know the property.
      indexes.push(hasLongIndexes ? ipma.readUInt16BE(at) & 0x7fff : ipma.readUInt8(at) & 0x7f);
      at += hasLongIndexes ? 2 : 1;
    }
    if (id === item) return indexes;
  }
  return [];
}
