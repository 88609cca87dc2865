import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import type { Picture } from '../../../../../src/engine/imaging/picture';

/** A file that `fixtures/make.py` has made. Programs that bundle this run in the repository, too. */
export const styleFixture = (name: string): string =>
  resolve('test/unit/engine/network/styles/fixtures', name);

/** What PyTorch paints of `patterned`: [3, H, W], RGB. */
export const painted = JSON.parse(readFileSync(styleFixture('expected.json'), 'utf8')) as {
  readonly width: number;
  readonly height: number;
  readonly johnson: readonly number[];
  readonly wave: readonly number[];
};

/** A smooth pattern with detail, as in `fixtures/make.py`. */
export function patterned(width: number, height: number): Picture {
  const data = new Float32Array(3 * width * height);
  for (let c = 0, i = 0; c < 3; c++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const smooth = 80 * Math.sin((x + 3 * c) / 5) * Math.cos(y / 7 + c);
        data[i++] = Math.floor(127.5 + smooth + ((7 * x + 13 * y + 29 * c) % 48));
      }
    }
  }
  return { width, height, data };
}

/** The largest distance of two arrays of the same length. */
export function farthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!));
  return most;
}
