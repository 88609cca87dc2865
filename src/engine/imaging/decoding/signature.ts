import * as l10n from '../../../channel/l10n';
import type { ReadableFormat } from '../../platform/pictures';

/** The readable formats as a person reads them, for messages. */
export const readableFormatNames = 'PNG, JPEG, WebP, TIFF, AVIF and GIF';

const avifBrands = ['avif', 'avis'];

/**
 * What a file is, by its first bytes and not by its name: a readable format; the name of a well-known format that is
 * not read; or undefined.
 *
 * Decoders see only what is recognised here, so a picture can never reach the SVG renderer, which follows links.
 */
export function recognize(
  bytes: Uint8Array,
): { readonly format: ReadableFormat } | { readonly refused: l10n.Message } | undefined {
  const text = String.fromCharCode(...bytes.subarray(0, 1024));
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return { format: 'png' };
  if (text.startsWith('\xff\xd8\xff')) return { format: 'jpeg' };
  if (/^GIF8[79]a/.test(text)) return { format: 'gif' };
  if (/^RIFF[^]{4}WEBP/.test(text)) return { format: 'webp' };
  // Little-endian and big-endian, classic TIFF (42) and BigTIFF (43).
  if (/^(?:II[*+]\0|MM\0[*+])/.test(text)) return { format: 'tiff' };
  if (text.startsWith('ftyp', 4)) return recognizeBrands(text);
  if (text.startsWith('%PDF-')) return { refused: l10n.t`a PDF document` };
  if (text.startsWith('BM')) return { refused: l10n.t`a BMP picture` };
  if (text.startsWith('8BPS')) return { refused: l10n.t`a Photoshop document` };
  if (text.startsWith('\xff\x0a') || text.startsWith('JXL ', 4))
    return { refused: l10n.t`a JPEG XL picture` };
  if (text.startsWith('\xff\x4f\xff\x51') || text.startsWith('jP  ', 4))
    return { refused: l10n.t`a JPEG 2000 picture` };
  if (text.startsWith('\0\0\x01\0')) return { refused: l10n.t`an icon file` };
  if (/<svg[\s>]/i.test(text)) return { refused: l10n.t`an SVG drawing` };
  return undefined;
}

/** ISO base media file: its `ftyp` box lists a major brand, a version and the compatible brands, 4 bytes each. */
function recognizeBrands(text: string): { readonly format: 'avif' } | { readonly refused: l10n.Message } {
  const length = text.charCodeAt(2) * 256 + text.charCodeAt(3);
  const brands = text.slice(8, length).match(/[^]{4}/g) ?? [];
  if (brands.some((brand) => avifBrands.includes(brand))) return { format: 'avif' };
  return { refused: l10n.t`a HEIC picture or a video` };
}
