import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';

import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { mersenne } from 'pure-rand/generator/mersenne';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { StylizeError, type ErrorCode } from '../../../../../src/channel/errors';
import { openPicture } from '../../../../../src/engine/imaging/decoding/decode';
import type { Picture } from '../../../../../src/engine/imaging/picture';
import { fixturePath } from '../../../../support/pictures/fixtures';
import { asOrdinaryUser } from '../../../../support/system/ordinary-user';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-damage-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function save(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

/** The error of opening and decoding a file; a picture fails the test. */
async function refusal(path: string, code: ErrorCode = 'bad-image'): Promise<StylizeError> {
  const thrown = await openPicture(path)
    .then((source) => source.load())
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  expect(thrown).toBeInstanceOf(StylizeError);
  const error = thrown as StylizeError;
  expect(error).toMatchObject({ code, file: path });
  expect(error.hint).toMatch(/\w/);
  return error;
}

/** 48 x 32 pixels with noise: nothing that a codec could leave out unseen. */
function noisy(): Sharp {
  const random = mersenne(7);
  const values = Uint8Array.from({ length: 48 * 32 * 3 }, () => uniformInt(random, 0, 255));
  return sharp(values, { raw: { width: 48, height: 32, channels: 3 } });
}

const formats: readonly (readonly [name: string, encode: (image: Sharp) => Sharp])[] = [
  ['png', (image) => image.png()],
  ['baseline.jpg', (image) => image.jpeg()],
  ['progressive.jpg', (image) => image.jpeg({ progressive: true })],
  ['lossy.webp', (image) => image.webp()],
  ['lossless.webp', (image) => image.webp({ lossless: true })],
  ['lzw.tiff', (image) => image.tiff({ compression: 'lzw' })],
  ['jpeg.tiff', (image) => image.tiff({ compression: 'jpeg' })],
  ['avif', (image) => image.avif({ effort: 0 })],
  ['gif', (image) => image.gif()],
];

describe('what is not a picture', () => {
  it('is refused when it does not exist', async () => {
    const error = await refusal(join(folder, 'nowhere.png'), 'file-not-found');
    expect(error.message).toContain('nowhere.png');
    await refusal(join(await save('file.png', 'x'), 'inside.png'), 'file-not-found');
  });

  it('is refused with the folder that does not exist', async () => {
    const error = await refusal(join(folder, 'nowhere', 'photo.png'), 'file-not-found');
    expect(error.message).toBe(`photo.png does not exist: there is no folder ${join(folder, 'nowhere')}.`);
  });

  it.skipIf(process.platform === 'win32')('is refused as a link that leads nowhere', async () => {
    const path = join(folder, 'link.png');
    await symlink('gone.png', path);
    const error = await refusal(path, 'file-not-found');
    expect(error.message).toBe('link.png is a link to gone.png, which does not exist.');
  });

  it('is refused when it is a folder', async () => {
    await mkdir(join(folder, 'folder.png'));
    expect((await refusal(join(folder, 'folder.png'))).message).toContain('is a folder');
  });

  it('is refused when it is empty', async () => {
    expect((await refusal(await save('empty.png', ''))).message).toContain('is empty');
  });

  it.skipIf(process.platform === 'win32')('is refused without permission', async () => {
    const path = await save('locked.png', await noisy().png().toBuffer());
    await chmod(folder, 0o755);
    await chmod(path, 0o000);
    const error = await asOrdinaryUser(path, () => refusal(path));
    expect(error.message).toContain('permission denied');
  });

  it.each([
    ['text.png', 'Dear diary, this is no picture.', 'not a picture'],
    [
      'drawing.svg',
      '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
      'SVG',
    ],
    ['drawing.png', '<svg width="9" height="9"/>', 'SVG'],
    ['paper.pdf', '%PDF-1.7\n', 'PDF'],
    ['phone.heic', '\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'HEIC'],
    ['old.bmp', 'BM\x1a\0\0\0\0\0\0\0', 'BMP'],
  ])('is refused by its content: %s', async (name, text, reason) => {
    const error = await refusal(await save(name, text));
    expect(error.message).toContain(reason);
    expect(error.hint).toContain('PNG, JPEG, WebP, TIFF, AVIF and GIF');
  });
});

describe('a picture beyond bounds', () => {
  it('is refused by its header, before any pixel', async () => {
    const header = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0N \0\0N \x08\x02\0\0\0', 'latin1');
    const path = await save('bomb.png', Buffer.concat([chunked(header), pngEnd()]));
    const before = process.memoryUsage().rss;
    expect((await refusal(path)).message).toContain('20000 x 20000');
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
  });

  it('is refused with floating-point samples', async () => {
    const path = await save('float.tiff', floatTiff());
    expect((await refusal(path)).hint).toContain('8 or 16 bits');
  });
});

describe('a damaged picture', () => {
  it.each(formats)('is never returned in part when truncated: %s', async (name, encode) => {
    const whole = await encode(noisy()).toBuffer();
    const expected = await (await openPicture(await save(`whole.${name}`, whole))).load();
    const cuts = [
      1,
      2,
      4,
      8,
      16,
      ...Array.from({ length: 9 }, (_, index) => Math.ceil((whole.length * (index + 1)) / 10)),
    ];
    let refused = 0;
    for (const cut of cuts) {
      const result = await attempt(await save(`cut.${name}`, whole.subarray(0, whole.length - cut)));
      // Only bytes after the last pixel may be missing: the end mark and a check sum of a PNG are 16 bytes.
      if (result instanceof StylizeError) refused++;
      else expect(result.data).toEqual(expected.data);
    }
    expect(refused).toBeGreaterThanOrEqual(cuts.length - 4);
  });

  it.each(formats)('is a picture or an error when bytes change: %s', async (name, encode) => {
    const whole = await encode(noisy()).toBuffer();
    const random = mersenne(11);
    for (let round = 0; round < 20; round++) {
      const bytes = Uint8Array.from(whole);
      // Half of the rounds hit the headers.
      const reach = round % 2 === 0 ? Math.min(100, bytes.length) : bytes.length;
      for (let change = 0; change < 3; change++)
        bytes[uniformInt(random, 0, reach - 1)] = uniformInt(random, 0, 255);
      const result = await attempt(await save(`changed.${name}`, bytes));
      if (result instanceof StylizeError) expect(result.code).toBe('bad-image');
      else expectValid(result);
    }
  });

  it('is refused when a JPEG lost data in its middle', async () => {
    const bytes = await noisy().jpeg({ quality: 90 }).toBuffer();
    bytes.fill(0xff, bytes.length - 900, bytes.length - 600);
    expect((await refusal(await save('hole.jpg', bytes))).message).toContain('damaged');
  });
});

describe('a flaw that costs no pixel', () => {
  const segment = (marker: number, text: string) =>
    Buffer.concat([Buffer.of(0xff, marker, 0, text.length + 2), Buffer.from(text, 'latin1')]);
  /** Writes over bytes after the first place where a marker is. */
  const over =
    (marker: number, offset: number, ...values: number[]) =>
    (jpeg: Buffer) => {
      const bytes = Buffer.from(jpeg);
      bytes.set(values, bytes.indexOf(Buffer.of(0xff, marker)) + offset);
      return bytes;
    };
  const before = (marker: number, inserted: Buffer) => (jpeg: Buffer) => {
    const at = jpeg.indexOf(Buffer.of(0xff, marker));
    return Buffer.concat([jpeg.subarray(0, at), inserted, jpeg.subarray(at)]);
  };
  const [app0, tables, frame, scan] = [0xe0, 0xc4, 0xc0, 0xda];
  const flaws: readonly (readonly [what: string, add: (jpeg: Buffer) => Buffer])[] = [
    ['scan parameters as some cameras write them', over(scan, 11, 1, 2, 3)],
    ['an unknown revision of JFIF', over(app0, 9, 7)],
    ['bytes before the scan', before(scan, Buffer.from('abc'))],
    ['bytes before a table', before(tables, Buffer.alloc(40, 0x55))],
    ['a restart marker before the frame', before(frame, Buffer.of(0xff, 0xd3))],
    ['fill bytes before a marker', before(tables, Buffer.alloc(5, 0xff))],
    ['no end mark', (jpeg) => jpeg.subarray(0, -2)],
    [
      'bytes after the end',
      (jpeg) => Buffer.concat([jpeg, Buffer.alloc(3000), Buffer.from('\xff\xd8\xff', 'latin1')]),
    ],
    ['a comment with zeros', before(scan, segment(0xfe, '\0\0'))],
    [
      'all of them',
      (jpeg) =>
        before(tables, Buffer.of(9))(over(scan, 11, 0, 0, 0)(over(app0, 9, 3, 99)(jpeg))).subarray(0, -2),
    ],
  ];

  it.each(flaws)('is no reason to refuse a JPEG: %s', async (_, add) => {
    const bytes = await withJfif(noisy());
    const expected = await (await openPicture(await save('right.jpg', bytes))).load();
    const picture = await (await openPicture(await save('flawed.jpg', add(bytes)))).load();
    expect(picture.data).toEqual(expected.data);
  });

  it.each(flaws)('hides no lost pixels: %s', async (_, add) => {
    const bytes = await withJfif(noisy());
    bytes.fill(0xff, bytes.length - 900, bytes.length - 600);
    expect((await refusal(await save('hole.jpg', add(bytes)))).message).toContain('damaged');
  });

  it('does not pass off the first scans of a progressive JPEG as the whole', async () => {
    const bytes = await noisy().jpeg({ progressive: true }).toBuffer();
    const last = bytes.lastIndexOf(Buffer.of(0xff, scan));
    expect((await refusal(await save('scans.jpg', bytes.subarray(0, last)))).message).toContain('damaged');
  });

  it('is no reason to refuse a TIFF: tags in the wrong order', async () => {
    const bytes = await noisy().tiff({ compression: 'lzw' }).toBuffer();
    const expected = await (await openPicture(await save('right.tiff', bytes))).load();
    const directory = bytes.readUInt32LE(4);
    const [first, second] = [directory + 2, directory + 14].map((at) =>
      Buffer.from(bytes.subarray(at, at + 12)),
    );
    second!.copy(bytes, directory + 2);
    first!.copy(bytes, directory + 14);
    const picture = await (await openPicture(await save('flawed.tiff', bytes))).load();
    expect(picture.data).toEqual(expected.data);
  });

  it('is told from a form of Lab that is not read', async () => {
    const error = await refusal(fixturePath('lab_im.tif'));
    expect(error.message).toBe('lab_im.tif is a Lab picture with 8 bits a channel.');
    expect(error.hint).toContain('RGB');
  });

  /** A JPEG with the JFIF segment that sharp leaves out. */
  async function withJfif(image: Sharp): Promise<Buffer> {
    const jpeg = await image.jpeg().toBuffer();
    if (jpeg.includes('JFIF')) return jpeg;
    const jfif = segment(app0, 'JFIF\0\x01\x02\x00\x00\x01\x00\x01\x00\x00');
    return Buffer.concat([jpeg.subarray(0, 2), jfif, jpeg.subarray(2)]);
  }
});

async function attempt(path: string): Promise<Picture | StylizeError> {
  try {
    return await (await openPicture(path)).load({ width: 48, height: 32 });
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(StylizeError);
    return thrown as StylizeError;
  }
}

function expectValid(picture: Picture): void {
  expect(picture.data).toHaveLength(3 * picture.width * picture.height);
  expect(picture.data.every((value) => value >= 0 && value <= 255)).toBe(true);
}

/** PNG signature and header chunk, with the header's check sum appended. */
function chunked(header: Buffer): Buffer {
  return Buffer.concat([header, checksum(header.subarray(12))]);
}

function pngEnd(): Buffer {
  const body = Buffer.concat([Buffer.from('IDAT'), deflateSync(Buffer.alloc(64))]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length - 4);
  return Buffer.concat([length, body, checksum(body), Buffer.from('\0\0\0\0IEND\xaeB`\x82', 'latin1')]);
}

/** CRC-32, PNG specification, annex D. */
function checksum(bytes: Uint8Array): Buffer {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  }
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE((crc ^ 0xffffffff) >>> 0);
  return sum;
}

/** A little-endian TIFF of one 32-bit floating-point sample. */
function floatTiff(): Buffer {
  const [short, long] = [3, 4];
  const fields = [
    [256, short, 1],
    [257, short, 1],
    [258, short, 32],
    [259, short, 1],
    [262, short, 1],
    [273, long, 8],
    [277, short, 1],
    [278, short, 1],
    [279, long, 4],
    [339, short, 3],
  ] as const;
  const bytes = Buffer.alloc(12 + 2 + 12 * fields.length + 4);
  bytes.write('II*\0', 'latin1');
  bytes.writeUInt32LE(12, 4);
  bytes.writeFloatLE(0.5, 8);
  bytes.writeUInt16LE(fields.length, 12);
  fields.forEach(([tag, type, value], index) => {
    const at = 14 + 12 * index;
    bytes.writeUInt16LE(tag, at);
    bytes.writeUInt16LE(type, at + 2);
    bytes.writeUInt32LE(1, at + 4);
    bytes.writeUInt32LE(value, at + 8);
  });
  return bytes;
}
