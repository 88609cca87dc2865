import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { encodePicture, writableFormats } from '../../../../../src/engine/imaging/encoding/encode';
import {
  readMetadata,
  toXmp,
  type ResultMetadata,
} from '../../../../../src/engine/imaging/encoding/metadata';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-metadata-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const metadata: ResultMetadata = {
  software: 'Stylize',
  version: '0.1.0',
  recipe: {
    name: 'studio',
    style: { layers: { relu1_1: 0.2 } },
    note: ']]> </stylize:result> &amp; &#38; \n\t\\',
  },
  network: { name: 'vgg19', sha256: 'ab'.repeat(32) },
  content: { name: `Tübingen (1) <a> & "b" 'c' 😀 星夜.jpg`, sha256: '01'.repeat(32) },
  styles: [
    { name: 'starry night.jpg', sha256: '23'.repeat(32), weight: 0.75 },
    {
      name: 'bell \u0007, null \0, half a pair \ud83d, \ufffe\uffff.png',
      sha256: '45'.repeat(32),
      weight: 1 / 3,
    },
  ],
  device: 'cpu',
  iterations: 300,
};

/** As it is read: of names, what controls a terminal is left out. */
const readable: ResultMetadata = {
  ...metadata,
  styles: metadata.styles.map((style, index) =>
    index === 1 ? { ...style, name: 'bell �, null �, half a pair �, \ufffe\uffff.png' } : style,
  ),
};

const picture = { width: 16, height: 8, data: new Float32Array(3 * 16 * 8).fill(90) };

async function save(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

const withXmp = (xmp: string): Promise<Buffer> =>
  sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } })
    .withXmp(xmp)
    .png()
    .toBuffer();

describe('result metadata', () => {
  it.each(writableFormats)('survives %s, whatever characters are in it', async (format) => {
    const path = await save(`result.${format}`, await encodePicture(picture, { format, metadata }));
    expect(await readMetadata(path)).toEqual(readable);
  });

  it.each(['png', 'jpeg', 'webp', 'avif'] as const)('is told in short by EXIF in %s', async (format) => {
    const { exif } = await sharp(await encodePicture(picture, { format, metadata })).metadata();
    expect(exif!.toString('latin1')).toContain('Stylize 0.1.0');
    expect(exif!.toString('latin1')).toContain('(1) <a> & "b"');
  });

  it('changes no pixel', async () => {
    const plain = await encodePicture(picture, { format: 'png' });
    const signed = await encodePicture(picture, { format: 'png', metadata });
    expect(await sharp(signed).raw().toBuffer()).toEqual(await sharp(plain).raw().toBuffer());
  });

  it('is well-formed XML', () => {
    const xmp = toXmp(metadata);
    // What is left when tags and entities are taken away holds no character that XML forbids or reserves.
    const text = xmp.replace(/<[^<>]*>/g, '').replace(/&(?:amp|lt|gt|quot|apos);/g, '');
    expect(text).not.toMatch(/[<>&\ufffe\uffff]/);
    // eslint-disable-next-line no-control-regex -- what XML forbids is what it looks for
    expect(text).not.toMatch(/[\0-\x08\x0b\x0c\x0e-\x1f]/);
    expect(() => encodeURIComponent(text), 'lone surrogates').not.toThrow();
    expect(xmp.match(/<\/stylize:result>/g)).toHaveLength(1);
  });

  it('is found where another program wrote the property as an attribute', async () => {
    const text = /<stylize:result>(.*)<\/stylize:result>/s.exec(toXmp(metadata))![1]!;
    const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description stylize:result="${text}"/></x:xmpmeta>`;
    expect(await readMetadata(await save('attribute.png', await withXmp(xmp)))).toEqual(readable);
  });

  it('is undefined for pictures without it', async () => {
    const plain = await save('plain.png', await encodePicture(picture, { format: 'png' }));
    expect(await readMetadata(plain)).toBeUndefined();
    const foreign = await save('foreign.png', await withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'));
    expect(await readMetadata(foreign)).toBeUndefined();
  });

  it.each([
    ['not JSON', '{"software":'],
    ['of another shape', JSON.stringify({ ...metadata, iterations: 'many' })],
    ['with six styles', JSON.stringify({ ...metadata, styles: Array(6).fill(metadata.styles[0]) })],
    ['without a style', JSON.stringify({ ...metadata, styles: [] })],
    [
      'with a long name',
      JSON.stringify({ ...metadata, content: { ...metadata.content, name: 'x'.repeat(256) } }),
    ],
    [
      'with no hash',
      JSON.stringify({ ...metadata, content: { ...metadata.content, sha256: '[x](command:y)' } }),
    ],
    ['of no version', JSON.stringify({ ...metadata, version: '1.0.0 [x](command:y)' })],
    ['of a long version', JSON.stringify({ ...metadata, version: `1.0.0-${'9'.repeat(64)}` })],
    ['of no device', JSON.stringify({ ...metadata, device: '[x](command:y)' })],
    [
      'with a weight below zero',
      JSON.stringify({ ...metadata, styles: [{ ...metadata.styles[0], weight: -1 }] }),
    ],
    ['with a long recipe', JSON.stringify({ ...metadata, recipe: { note: 'x'.repeat(300_000) } })],
    ['of other software', JSON.stringify({ ...metadata, software: 'Other' })],
  ])('is undefined when it is %s', async (_, json) => {
    const xmp = toXmp(metadata).replace(
      /<stylize:result>.*<\/stylize:result>/s,
      () => `<stylize:result>${json.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</stylize:result>`,
    );
    expect(await readMetadata(await save('changed.png', await withXmp(xmp)))).toBeUndefined();
  });

  it('is undefined for a file that is no picture, and an error for no file', async () => {
    expect(await readMetadata(await save('text.png', Buffer.from('text')))).toBeUndefined();
    await expect(readMetadata(join(folder, 'nowhere.png'))).rejects.toMatchObject({ code: 'file-not-found' });
  });

  it('does not stop a JPEG from being written when there is too much of it', async () => {
    const long = { ...metadata, recipe: { note: 'x'.repeat(100_000) } };
    const path = await save('long.jpg', await encodePicture(picture, { format: 'jpeg', metadata: long }));
    expect(await readMetadata(path)).toBeUndefined();
    expect((await readFile(path)).length).toBeLessThan(10_000);
  });
});
