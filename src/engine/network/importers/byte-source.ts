import { pipeline } from 'node:stream';
import { createInflate } from 'node:zlib';

import type { OpenFile } from '../../platform/files';
import { streamRange } from './file-range';

/** Bytes that can be read once, from first to last. */
export interface ByteSource {
  /** The next bytes, all of them. Rejects with RangeError when there are fewer. */
  read(length: number): Promise<Buffer>;
  /** Rejects as `read`. */
  skip(length: number): Promise<void>;
}

/** A part of a file. */
export class FileSource implements ByteSource {
  readonly #file: OpenFile;
  #position: number;
  readonly #end: number;

  constructor(file: OpenFile, position: number, end: number) {
    this.#file = file;
    this.#position = position;
    this.#end = end;
  }

  async read(length: number): Promise<Buffer> {
    const start = this.#position;
    await this.skip(length);
    const bytes = Buffer.alloc(length);
    for (let done = 0; done < length;) {
      const count = await this.#file.read(bytes.subarray(done), start + done);
      if (count === 0) throw new RangeError('it ends too early');
      done += count;
    }
    return bytes;
  }

  skip(length: number): Promise<void> {
    if (length > this.#end - this.#position) return Promise.reject(new RangeError('it ends too early'));
    this.#position += length;
    return Promise.resolve();
  }
}

/** A zlib stream within a file, inflated only as far as it is read. */
export class InflatingSource implements ByteSource {
  readonly #inflate = createInflate({ chunkSize: 1 << 18 });
  readonly #chunks: AsyncIterator<Buffer>;
  #chunk: Buffer = Buffer.alloc(0);
  #limit: number;

  /**
   * @param end the first byte after the compressed ones
   * @param limit how many bytes may come out, since a small file can inflate to any number of zeros
   */
  constructor(file: OpenFile, start: number, end: number, limit: number) {
    this.#limit = limit;
    // Any failure shows in the iteration below.
    pipeline(streamRange(file, start, end), this.#inflate, () => undefined);
    this.#chunks = this.#inflate[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  async read(length: number): Promise<Buffer> {
    const bytes = Buffer.alloc(length);
    await this.#consume(length, (part, done) => part.copy(bytes, done));
    return bytes;
  }

  skip(length: number): Promise<void> {
    return this.#consume(length, () => undefined);
  }

  /** Rejects with RangeError when there is more, and when the checksum at the end is wrong. */
  async expectEnd(): Promise<void> {
    const { done } = await this.#chunks.next();
    if (this.#chunk.length > 0 || !done) throw new RangeError('it goes on after its end');
  }

  close(): void {
    this.#inflate.destroy();
  }

  async #consume(length: number, take: (part: Buffer, done: number) => void): Promise<void> {
    this.#limit -= length;
    if (this.#limit < 0) throw new RangeError('it is unbelievably large');
    for (let done = 0; done < length;) {
      if (this.#chunk.length === 0) {
        const next = await this.#chunks.next();
        if (next.done) throw new RangeError('it ends too early');
        this.#chunk = next.value;
      }
      const part = this.#chunk.subarray(0, length - done);
      take(part, done);
      this.#chunk = this.#chunk.subarray(part.length);
      done += part.length;
    }
  }
}
