/*
 * A decoder warns of harmless flaws as it warns of lost pixels, and reports only the first. So known harmless flaws are
 * corrected first; after that, every warning counts.
 */

const [app0, startOfScan, endOfImage] = [0xe0, 0xda, 0xd9];
const sequentialFrames = [0xc0, 0xc1];
/** Real files have a few hundred at most. */
const mostSegments = 10_000;

/**
 * A JPEG without the flaws that cost no pixel (ITU-T T.81, annex B): bytes between two segments that belong to neither,
 * an unknown revision of JFIF, parameters of a sequential scan that only progressive ones need, and a missing end mark
 * where no other scan can have followed.
 */
export function mendJpeg(bytes: Buffer): Buffer {
  const parts = [bytes.subarray(0, 2)];
  let components = 0;
  let scanned = 0;
  let isSequential = false;
  for (let at = nextMarker(bytes, 2); at < bytes.length;) {
    const marker = bytes[at + 1]!;
    if (parts.length > 2 * mostSegments) return bytes;
    if (marker === endOfImage) return Buffer.concat([...parts, bytes.subarray(at)]);
    const end = at + 4 <= bytes.length ? at + 2 + bytes.readUInt16BE(at + 2) : bytes.length;
    const segment = Buffer.from(bytes.subarray(at, end));
    if (sequentialFrames.includes(marker)) {
      isSequential = true;
      components = segment[9] ?? 0;
    }
    if (marker === startOfScan) scanned += segment[4] ?? 0;
    mendSegment(segment, marker, isSequential);
    parts.push(segment);
    at = nextMarker(bytes, end);
    if (marker === startOfScan) parts.push(bytes.subarray(end, at));
  }
  const isWhole = isSequential && scanned >= components;
  return Buffer.concat([...parts, ...(isWhole ? [Buffer.of(0xff, endOfImage)] : [])]);
}

/** Where the next marker is, or the end. Within a scan there are zeros after 0xff, and restart markers. */
function nextMarker(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    const isWithinScan = next === undefined || next === 0 || next === 0xff || (next >= 0xd0 && next <= 0xd7);
    if (!isWithinScan) return at;
  }
  return bytes.length;
}

/** Changes bytes of a segment, which begins with its marker and its length. */
function mendSegment(segment: Buffer, marker: number, isSequential: boolean): void {
  const isJfif = marker === app0 && segment.toString('latin1', 4, 9) === 'JFIF\0';
  if (isJfif && segment.length > 9) segment[9] = 1;
  if (marker === startOfScan && isSequential && segment.length >= 10)
    segment.set([0, 63, 0], segment.length - 3);
}
