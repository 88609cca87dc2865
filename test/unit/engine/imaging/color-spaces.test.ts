import { readFile } from 'node:fs/promises';

import { describe, expect, it } from 'vitest';

import { readAvifColorSpace } from '../../../../src/engine/imaging/color-spaces/read-avif';
import { readPngColorSpace } from '../../../../src/engine/imaging/color-spaces/read-png';
import { openPicture } from '../../../../src/engine/imaging/decoding/decode';
import { mendJpeg } from '../../../../src/engine/imaging/decoding/mend-jpeg';
import {
  expectedPixels,
  expectSamePixels,
  fixturePath,
  pictureFixtures,
} from '../../../support/pictures/fixtures';
import type { Pixels } from '../../../support/pictures/pictures';

/** A fixture as the engine decodes it, white not mixed in. */
async function decoded(name: string): Promise<Pixels> {
  const { width, height, data, straight = data, alpha } = await (await openPicture(fixturePath(name))).load();
  const plane = width * height;
  const samples = Float32Array.from({ length: 4 * plane }, (_, i) => {
    const [pixel, channel] = [Math.floor(i / 4), i % 4];
    return channel < 3 ? straight[channel * plane + pixel]! : (alpha?.[pixel] ?? 255);
  });
  return { width, height, channels: 4, data: samples as unknown as Uint8Array };
}

describe('a picture', () => {
  // Decoders of lossy pictures may differ by a level or two; others round what is expected to whole levels.
  it.each(pictureFixtures)('looks as other programs show it: %s', async (name) => {
    expectSamePixels(await decoded(name), await expectedPixels(name), name.startsWith('p3') ? 2 : 1.2);
  });

  it('in HDR has paper of one brightness in both encodings', async () => {
    // ITU-R BT.2408, table 1: a grey card of 18 %, and white of 100 %, in HLG and in PQ.
    const [pq, hlg] = [await readPng('hdr-pq.png'), await readPng('hdr-hlg.png')];
    const grey = [pq.transfer.light(0.38), onScreen(hlg.transfer.light(0.38))];
    const white = [pq.transfer.light(0.58), onScreen(hlg.transfer.light(0.75))];
    for (const light of white) expect(light).toBeCloseTo(1, 1);
    for (const light of grey) expect(light).toBeCloseTo(0.13, 2);
  });
});

/** Of grey, by the OOTF of BT.2100 on a screen of 1000 cd/m². */
const onScreen = (light: number) => (1000 * light ** 1.2) / 203;

const readPng = async (name: string) => readPngColorSpace(await readFile(fixturePath(name)), false)!;

describe('what a damaged file says of its colours', () => {
  it('is passed over', async () => {
    for (const name of ['p3nclx.avif', 'cicp-p3.png', 'adobe.png']) {
      const bytes = await readFile(fixturePath(name));
      for (let length = 8; length < Math.min(400, bytes.length - 4); length++) {
        const cut = bytes.subarray(0, length);
        expect(() => readAvifColorSpace(cut)).not.toThrow();
        expect(() => readPngColorSpace(cut, false)).not.toThrow();
        const holed = Buffer.from(bytes).fill(255, length, length + 4);
        expect(() => readAvifColorSpace(holed)).not.toThrow();
        expect(() => readPngColorSpace(holed, false)).not.toThrow();
      }
    }
  });

  it('is not looked for behind thousands of other things', () => {
    const chunk = Buffer.from('\0\0\0\0junk\0\0\0\0', 'latin1');
    const gamma = Buffer.from('\0\0\0\x04gAMA\0\x01\x86\xa0\0\0\0\0', 'latin1');
    const png = (count: number) =>
      Buffer.concat([Buffer.alloc(8), ...Array<Buffer>(count).fill(chunk), gamma]);
    expect(readPngColorSpace(png(100), false)).toBeDefined();
    expect(readPngColorSpace(png(1000), false)).toBeUndefined();
    expect(mendJpeg(Buffer.from('\xff\xd8' + '\xff\xfe\0\x02'.repeat(50_000), 'latin1'))).toHaveLength(
      200_002,
    );
  });

  it('is passed over when it makes no sense', () => {
    const chunk = (name: string, ...values: number[]) => {
      const bytes = Buffer.alloc(12 + 4 * values.length);
      bytes.writeUInt32BE(4 * values.length, 0);
      bytes.write(name, 4, 'latin1');
      values.forEach((value, i) => bytes.writeUInt32BE(value, 8 + 4 * i));
      return bytes;
    };
    const png = (...chunks: Buffer[]) =>
      readPngColorSpace(Buffer.concat([Buffer.alloc(8), ...chunks]), false);
    expect(png(chunk('gAMA', 0))).toBeUndefined();
    expect(png(chunk('gAMA', 0xffffffff))).toBeUndefined();
    expect(png(chunk('gAMA', 45455), chunk('cHRM', ...Array<number>(8).fill(0)))).toBeUndefined();
    expect(png(chunk('gAMA', 45455), chunk('cHRM', ...Array<number>(8).fill(33333)))).toBeUndefined();
  });
});
