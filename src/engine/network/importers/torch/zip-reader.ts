import { Readable } from 'node:stream';

import { RandomAccessReader } from 'yauzl';

import type { OpenFile } from '../../../platform/files';
import { streamRange } from '../file-range';

/** Lets the zip library read an open file. A range outside the file is reported as an error, where the library's own reader throws. */
export class ZipReader extends RandomAccessReader {
  readonly #file: OpenFile;
  readonly #size: number;

  constructor(file: OpenFile, size: number) {
    super();
    this.#file = file;
    this.#size = size;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    const reading = this.#contains(position, position + length)
      ? this.#file.read(buffer.subarray(offset, offset + length), position)
      : Promise.reject(outOfRange());
    reading.then(
      (count) => {
        callback(count < length ? outOfRange() : null);
      },
      (error: unknown) => {
        callback(error as Error);
      },
    );
  }

  override _readStreamForRange(start: number, end: number): Readable {
    if (this.#contains(start, end)) return streamRange(this.#file, start, end);
    return new Readable({
      read() {
        this.destroy(outOfRange());
      },
    });
  }

  /** Leaves the file open, since its owner closes it. */
  override close(callback: (error: Error | null) => void): void {
    callback(null);
  }

  #contains(start: number, end: number): boolean {
    return start >= 0 && start <= end && end <= this.#size;
  }
}

function outOfRange(): Error {
  return new Error('it refers to a place beyond its end');
}
