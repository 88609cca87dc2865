import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';

const chunkBytes = 1 << 18;

/** The bytes of an open file from `start` up to but not including `end`. Ending the stream never closes the file. */
export function streamRange(handle: FileHandle, start: number, end: number): Readable {
  return Readable.from(chunks(handle, start, end), { objectMode: false });
}

async function* chunks(handle: FileHandle, start: number, end: number): AsyncGenerator<Buffer> {
  for (let position = start; position < end;) {
    const chunk = Buffer.alloc(Math.min(chunkBytes, end - position));
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, position);
    if (bytesRead === 0) throw new RangeError('it ends too early');
    yield chunk.subarray(0, bytesRead);
    position += bytesRead;
  }
}
