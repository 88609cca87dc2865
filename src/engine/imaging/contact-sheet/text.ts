import sharp from 'sharp';

import type { Drawn } from './drawn';

/** Text of one size and colour; it begins a new line. */
export interface TextLine {
  readonly text: string;
  /** Of the font, in pixels. */
  readonly size: number;
  /** `#rrggbb` */
  readonly color: string;
}

/**
 * Draws lines of text on transparent ground, each wrapped so that none is wider than `width`. What is drawn begins at the
 * same height whatever letters are in it, so that texts side by side are in line.
 *
 * @param fontFile a TrueType file, for machines that have no font at all. Where the system has fonts, they supply the
 *   characters that it lacks.
 */
export async function drawText(lines: readonly TextLine[], width: number, fontFile: string): Promise<Drawn> {
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
  return { input: data, raw: { width: info.width, height: info.height, channels: 4 } };
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
