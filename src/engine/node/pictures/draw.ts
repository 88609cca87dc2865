import sharp from 'sharp';

import type { Size } from '../../imaging/picture';
import type { Pixels, PlacedPixels, TextLine } from '../../platform/pictures';

/** `Pictures.drawText` by Pango. */
export async function drawText(lines: readonly TextLine[], width: number, fontFile: string): Promise<Pixels> {
  const { data, info } = await sharp({
    text: {
      text: [strut, ...lines.map(markup)].join('\n'),
      font: 'Inter',
      fontfile: fontFile,
      width,
      wrap: 'word-char',
      spacing: 3,
      dpi: 72,
      rgba: true,
    },
  })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: 4 };
}

/** `Pictures.compose` by libvips. */
export async function compose(
  { width, height }: Size,
  background: string,
  things: readonly PlacedPixels[],
): Promise<Pixels> {
  const layers = things.map(({ data, left, top, ...raw }) => ({
    input: Buffer.from(data.buffer, data.byteOffset, data.byteLength),
    left,
    top,
    raw: { width: raw.width, height: raw.height, channels: raw.channels },
  }));
  const data = await sharp({ create: { width, height, channels: 3, background } })
    .composite(layers)
    .removeAlpha()
    .raw()
    .toBuffer();
  return { data, width, height, channels: 3 };
}

/** The picture of a text begins at the top of its highest letter: here at that of an invisible one. */
const strut = '<span font="1" alpha="1">|</span>';

/** @see https://docs.gtk.org/Pango/pango_markup.html */
function markup({ text, size, color }: TextLine): string {
  return `<span font="${size}" foreground="${color}" insert_hyphens="false">${escapeMarkup(text)}</span>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** A text as markup; control characters, which markup cannot hold, are replaced. */
function escapeMarkup(text: string): string {
  return text
    .replace(/\p{Cc}|\p{Cs}/gu, '\ufffd')
    .replace(/[&<>]/g, (character) => entities[character] ?? character);
}
