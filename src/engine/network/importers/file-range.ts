import { Readable } from 'node:stream';

import type { OpenFile } from '../../platform/files';

const chunkBytes = 1 << 18;

/** The bytes of an open file from `start` up to but not including `end`. Ending the stream never closes the file. */
export function streamRange(file: OpenFile, start: number, end: number): Readable {
  return Readable.from(chunks(file, start, end), { objectMode: false });
}

async function* chunks(file: OpenFile, start: number, end: number): AsyncGenerator<Buffer> {
  for (let position = start; position < end;) {
    const chunk = Buffer.alloc(Math.min(chunkBytes, end - position));
    const count = await file.read(chunk, position);
    if (count === 0) throw new RangeError('it ends too early');
    yield chunk.subarray(0, count);
    position += count;
  }
}
