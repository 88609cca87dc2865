import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';

import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openPicture } from '../../../../../src/engine/imaging/decoding/decode';
import type { Picture } from '../../../../../src/engine/imaging/picture';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-decode-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

type Colour = readonly [red: number, green: number, blue: number];

const red: Colour = [255, 0, 0];
const green: Colour = [0, 255, 0];
const blue: Colour = [0, 0, 255];
const orange: Colour = [250, 140, 3];
const slate: Colour = [10, 100, 200];
const grey: Colour = [128, 128, 128];

/** 3 x 2 pixels, every one different. */
const colours = [red, green, blue, orange, slate, grey] as const;
const losslessly = {
  png: {},
  webp: { lossless: true },
  tiff: { compression: 'lzw' },
  avif: { lossless: true },
} as const;

const image = (): Sharp =>
  sharp(Uint8Array.from(colours.flat()), { raw: { width: 3, height: 2, channels: 3 } });

async function save(name: string, bytes: Sharp | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes instanceof Uint8Array ? bytes : await bytes.toBuffer());
  return path;
}

const load = async (name: string, bytes: Sharp | Uint8Array): Promise<Picture> =>
  (await openPicture(await save(name, bytes))).load();

function pixels({ data }: Picture): Colour[] {
  const count = data.length / 3;
  return Array.from({ length: count }, (_, index) => [
    data[index]!,
    data[count + index]!,
    data[2 * count + index]!,
  ]);
}

/** A PNG with an ICC profile put behind its header, whatever the pixels are. */
async function tagged(png: Sharp, profile: Uint8Array): Promise<Uint8Array> {
  const bytes = await png.png().toBuffer();
  const body = Buffer.concat([Buffer.from('iCCPprofile\0\0', 'latin1'), deflateSync(profile)]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length - 4);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([bytes.subarray(0, 33), length, body, checksum, bytes.subarray(33)]);
}

/** PNG specification, annex D. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

async function profileOf(name: 'p3' | 'srgb'): Promise<Uint8Array> {
  const { icc } = await sharp(await image().withIccProfile(name).png().toBuffer()).metadata();
  return icc!;
}

/** An ICC version 2 profile of grey that is linear light. */
function linearGreyProfile(): Uint8Array {
  const whitePoint = [0.9642, 1, 0.8249].map((value) => Math.round(value * 65536));
  const tags = {
    desc: Buffer.from(`desc\0\0\0\0\0\0\0\x07linear\0${'\0'.repeat(79)}`, 'latin1'),
    wtpt: Buffer.from(`XYZ \0\0\0\0${'\0'.repeat(12)}`, 'latin1'),
    cprt: Buffer.from('text\0\0\0\0none\0\0\0\0', 'latin1'),
    kTRC: Buffer.from('curv\0\0\0\0\0\0\0\x01\x01\0\0\0', 'latin1'),
  };
  whitePoint.forEach((value, index) => tags.wtpt.writeInt32BE(value, 8 + 4 * index));
  const table = Buffer.alloc(4 + 12 * 4);
  table.writeUInt32BE(4, 0);
  let offset = 128 + table.length;
  Object.entries(tags).forEach(([name, tag], index) => {
    table.write(name, 4 + 12 * index, 'latin1');
    table.writeUInt32BE(offset, 8 + 12 * index);
    table.writeUInt32BE(tag.length, 12 + 12 * index);
    offset += tag.length;
  });
  const header = Buffer.alloc(128);
  header.writeUInt32BE(offset, 0);
  header.writeUInt32BE(0x02200000, 8);
  header.write('mntrGRAYXYZ ', 12, 'latin1');
  header.write('acsp', 36, 'latin1');
  whitePoint.forEach((value, index) => header.writeInt32BE(value, 68 + 4 * index));
  return Buffer.concat([header, table, ...Object.values(tags)]);
}

describe('openPicture', () => {
  it.each([
    ['a.png', 'png', image().png()],
    ['palette.png', 'png', image().png({ palette: true, quality: 100 })],
    ['a.webp', 'webp', image().webp({ lossless: true })],
    ['a.tiff', 'tiff', image().tiff({ compression: 'lzw' })],
    ['a.avif', 'avif', image().avif({ lossless: true })],
    ['a.gif', 'gif', image().gif()],
    ['misnamed.txt', 'png', image().png()],
  ] as const)('reads the exact pixels of a lossless %s', async (name, format, bytes) => {
    const source = await openPicture(await save(name, bytes));
    const picture = await source.load();
    expect(source).toMatchObject({ width: 3, height: 2, format });
    expect(picture).toMatchObject({ width: 3, height: 2 });
    expect(pixels(picture)).toEqual(colours);
    expect(picture).not.toHaveProperty('alpha');
  });

  it('reads the pixels of a JPEG, and calls it one', async () => {
    const flat = sharp({
      create: { width: 16, height: 8, channels: 3, background: { r: 200, g: 100, b: 50 } },
    });
    const source = await openPicture(await save('flat.jpg', flat.jpeg({ quality: 100 })));
    const picture = await source.load();
    expect(source).toMatchObject({ width: 16, height: 8, format: 'jpeg' });
    for (const colour of pixels(picture)) {
      [200, 100, 50].forEach((value, channel) => {
        expect(Math.abs(colour[channel]! - value)).toBeLessThanOrEqual(1);
      });
    }
  });

  it('gives the SHA-256 of the bytes, and the pixels of those bytes even when the file is gone', async () => {
    const path = await save('gone.png', image().png());
    const bytes = await readFile(path);
    const source = await openPicture(path);
    await rm(path);
    expect(source.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(pixels(await source.load())).toEqual(colours);
  });

  it('takes the first frame of an animated GIF', async () => {
    const frames = Uint8Array.from([...red, ...red, ...blue, ...blue]);
    const animated = sharp(frames, { raw: { width: 2, height: 2, channels: 3, pageHeight: 1 } }).gif();
    const source = await openPicture(await save('animated.gif', animated));
    expect(source).toMatchObject({ width: 2, height: 1 });
    expect(pixels(await source.load())).toEqual([red, red]);
  });

  it('opens a single pixel', async () => {
    const one = sharp(Uint8Array.from(slate), { raw: { width: 1, height: 1, channels: 3 } }).png();
    expect(pixels(await load('one.png', one))).toEqual([slate]);
  });
});

describe('EXIF orientation', () => {
  // EXIF 2.32, tag 274: what the stored row and column 0 are. The stored picture is [0 1 2 / 3 4 5].
  it.each([
    [1, [0, 1, 2, 3, 4, 5]],
    [2, [2, 1, 0, 5, 4, 3]],
    [3, [5, 4, 3, 2, 1, 0]],
    [4, [3, 4, 5, 0, 1, 2]],
    [5, [0, 3, 1, 4, 2, 5]],
    [6, [3, 0, 4, 1, 5, 2]],
    [7, [5, 2, 4, 1, 3, 0]],
    [8, [2, 5, 1, 4, 0, 3]],
  ])('%i is honoured', async (orientation, order) => {
    const source = await openPicture(
      await save(`${orientation}.tiff`, image().withMetadata({ orientation }).tiff({ compression: 'lzw' })),
    );
    const picture = await source.load();
    const [width, height] = orientation < 5 ? [3, 2] : [2, 3];
    expect([source.width, source.height, picture.width, picture.height]).toEqual([
      width,
      height,
      width,
      height,
    ]);
    expect(pixels(picture)).toEqual(order.map((index) => colours[index]));
  });

  it('is applied before the size asked for', async () => {
    const source = await openPicture(
      await save('turned.png', image().withMetadata({ orientation: 6 }).png()),
    );
    const picture = await source.load({ width: 20, height: 33 });
    expect([picture.width, picture.height]).toEqual([20, 33]);
    // The corners keep their colours: top left was bottom left.
    expect(Math.abs(picture.data[0]! - orange[0])).toBeLessThan(12);
    expect(Math.abs(picture.data[20 * 32]! - grey[0])).toBeGreaterThan(0);
  });
});

describe('colour', () => {
  // Both sides of the matrices of CSS Color 4, section 18.
  const displayP3 = Uint8Array.of(128, 128, 128, 150, 100, 100, 60, 120, 200, 200, 180, 90);
  const inSrgb = [128, 128, 128, 158.63, 97.17, 98.69, 30.17, 121.77, 206.22, 204.15, 179.09, 72.14];

  it.each(['8', '16'] as const)('converts Display P3 of %s bits to sRGB', async (bits) => {
    const raw = { raw: { width: 4, height: 1, channels: 3 } } as const;
    const wide = Uint16Array.from(displayP3, (value) => value * 257);
    const png = bits === '8' ? sharp(displayP3, raw) : sharp(wide, raw).toColourspace('rgb16');
    const picture = await load(`p3-${bits}.png`, await tagged(png, await profileOf('p3')));
    const values = pixels(picture).flat();
    values.forEach((value, index) => {
      expect(Math.abs(value - inSrgb[index]!)).toBeLessThan(1.1);
    });
  });

  it('leaves pixels that are tagged sRGB alone, with 8 and with 16 bits', async () => {
    const profile = await profileOf('srgb');
    expect(pixels(await load('srgb.png', await tagged(image(), profile)))).toEqual(colours);
    const wide = Uint16Array.from(colours.flat(), (value) => value * 257);
    const png = sharp(wide, { raw: { width: 3, height: 2, channels: 3 } }).toColourspace('rgb16');
    expect(pixels(await load('srgb-16.png', await tagged(png, profile)))).toEqual(colours);
  });

  it('converts grey in linear light to sRGB, with 8 and with 16 bits', async () => {
    // IEC 61966-2-1: 1.055 x^(1/2.4) - 0.055.
    const linear = [0, 32, 64, 128, 200, 255];
    const encoded = [0, 99.3, 137.2, 187.8, 229.1, 255];
    const raw = { raw: { width: 6, height: 1, channels: 1 } } as const;
    const narrow = sharp(Uint8Array.from(linear), raw).toColourspace('b-w');
    const wide = sharp(
      Uint16Array.from(linear, (value) => value * 257),
      raw,
    ).toColourspace('grey16');
    for (const png of [narrow, wide]) {
      const picture = await load('grey.png', await tagged(png, linearGreyProfile()));
      pixels(picture).forEach((colour, index) => {
        for (const value of colour) expect(Math.abs(value - encoded[index]!)).toBeLessThan(0.6);
      });
    }
  });

  it.each(['plain', 'tagged'] as const)('converts a %s CMYK JPEG', async (kind) => {
    for (const colour of [
      [255, 255, 255],
      [190, 120, 80],
      [70, 70, 70],
    ] as const) {
      const [r, g, b] = colour;
      const flat = sharp({ create: { width: 8, height: 8, channels: 3, background: { r, g, b } } });
      const cmyk = flat.toColourspace('cmyk');
      if (kind === 'tagged') cmyk.withIccProfile('cmyk');
      const path = await save(`${kind}.jpg`, cmyk.jpeg({ quality: 100 }));
      expect((await sharp(path).metadata()).space).toBe('cmyk');
      const [converted] = pixels(await (await openPicture(path)).load());
      // Ink and paper limit what comes back; taking the inks for their inverse would be off by 100 and more.
      colour.forEach((value, channel) => {
        expect(Math.abs(converted![channel]! - value)).toBeLessThan(30);
      });
    }
  });

  it('scales 16 bits to 0..255 with their fractions', async () => {
    const values = Uint16Array.of(0, 1, 255, 256, 32768, 65535);
    const rgb = sharp(values, { raw: { width: 2, height: 1, channels: 3 } }).toColourspace('rgb16');
    const grey16 = sharp(values, { raw: { width: 6, height: 1, channels: 1 } }).toColourspace('grey16');
    const expected = Array.from(values, (value) => Math.fround(value / 257));
    expect(pixels(await load('16.png', rgb.clone().png())).flat()).toEqual(expected);
    expect(pixels(await load('16.tiff', rgb.clone().tiff({ compression: 'lzw' }))).flat()).toEqual(expected);
    expect(pixels(await load('16-grey.png', grey16.png()))).toEqual(
      expected.map((value) => [value, value, value]),
    );
  });

  it.each([10, 12] as const)('scales the %i bits of an AVIF to 0..255', async (bitdepth) => {
    const values = Uint16Array.of(0, 0, 0, 65535, 65535, 65535);
    const wide = sharp(values, { raw: { width: 2, height: 1, channels: 3 } }).toColourspace('rgb16');
    const picture = await load('deep.avif', wide.avif({ bitdepth, lossless: true }));
    expect(pixels(picture)).toEqual([
      [0, 0, 0],
      [255, 255, 255],
    ]);
  });
});

describe('transparency', () => {
  const rgba = (values: number[], width: number): Sharp =>
    sharp(Uint8Array.from(values), { raw: { width, height: values.length / 4 / width, channels: 4 } });

  it.each(['png', 'webp', 'tiff', 'avif'] as const)('lies over white and is returned, %s', async (format) => {
    const values = [...red, 255, ...blue, 0, ...slate, 102];
    const bytes = rgba(values, 3).toFormat(format, losslessly[format]);
    const picture = await load(`alpha.${format}`, bytes);
    expect(Array.from(picture.alpha!)).toEqual([255, 0, 102]);
    const [opaque, clear, partly] = pixels(picture);
    expect(opaque).toEqual(red);
    expect(clear).toEqual([255, 255, 255]);
    // 0.4 of the colour and 0.6 of white.
    [157, 193, 233].forEach((value, channel) => {
      expect(partly![channel]).toBeCloseTo(value, 4);
    });
  });

  it('is left out when every pixel is opaque', async () => {
    const picture = await load('opaque.png', rgba([...red, 255, ...blue, 255], 2).png());
    expect(picture).not.toHaveProperty('alpha');
    expect(pixels(picture)).toEqual([red, blue]);
  });

  it('is read from 16-bit grey', async () => {
    const values = Uint16Array.of(0, 65535, 0, 13107);
    const image16 = sharp(values, { raw: { width: 2, height: 1, channels: 2 } }).toColourspace('grey16');
    const picture = await load('alpha-16.png', image16.png());
    expect(Array.from(picture.alpha!)).toEqual([255, 51]);
    expect(picture.data[0]).toBe(0);
    expect(picture.data[1]).toBeCloseTo(204, 3);
  });

  it('does not let the colour of clear pixels bleed when resized', async () => {
    const row = [...red, 255, ...red, 255, ...blue, 0, ...blue, 0];
    const source = await openPicture(await save('edge.png', rgba([...row, ...row], 4).png()));
    const picture = await source.load({ width: 3, height: 2 });
    expect(picture.alpha).toHaveLength(6);
    // Red over white keeps red at 255 and has green and blue alike; blue bleeding in would lower red.
    for (const [r, g, b] of pixels(picture)) {
      expect(r).toBeGreaterThan(250);
      expect(Math.abs(g - b)).toBeLessThan(3);
    }
  });
});

describe('load with a size', () => {
  it('gives exactly that size, whatever the proportions', async () => {
    const source = await openPicture(await save('resize.png', image().png()));
    for (const size of [
      { width: 1, height: 1 },
      { width: 7, height: 5 },
      { width: 300, height: 1 },
    ]) {
      const picture = await source.load(size);
      expect(picture).toMatchObject(size);
      expect(picture.data).toHaveLength(3 * size.width * size.height);
    }
  });

  it('agrees with Lanczos of Pillow when reducing', async () => {
    // Pillow 9: Image.fromarray(ramp).resize((4, 4), Image.LANCZOS), ramp[y, x] = x * x + 2 * y, 16 x 16.
    const ramp = Uint8Array.from({ length: 256 }, (_, index) => (index % 16) ** 2 + 2 * (index >> 4));
    const grey8 = sharp(ramp, { raw: { width: 16, height: 16, channels: 1 } }).toColourspace('b-w');
    const source = await openPicture(await save('ramp.png', grey8.png()));
    const picture = await source.load({ width: 4, height: 4 });
    // prettier-ignore
    const pillow = [6, 32, 95, 185, 14, 40, 103, 193, 22, 48, 111, 201, 30, 56, 119, 209];
    pillow.forEach((value, index) => {
      expect(Math.abs(picture.data[index]! - value)).toBeLessThanOrEqual(3);
    });
  });
});
