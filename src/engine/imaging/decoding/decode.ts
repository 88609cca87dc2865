import { basename } from 'node:path';

import { StylizeError } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import type { OpenPicture, ReadableFormat } from '../../platform/pictures';
import { platform } from '../../platform/platform';
import { sha256 } from '../../platform/sha256';
import { readPictureFile } from '../files/file';
import { readableFormatNames, recognize } from './signature';

/** A picture file whose header has been read; its pixels are decoded at each `load`. */
export interface PictureSource extends OpenPicture {
  readonly path: string;
  readonly format: ReadableFormat;
  /** SHA-256 of the file's bytes, lower-case hexadecimal. */
  readonly sha256: string;
}

/**
 * Opens a PNG, JPEG, WebP, TIFF, AVIF or GIF (first frame; TIFF: first page). Width and height are those after the
 * EXIF orientation has been applied. The file is read once: its pixels are those of the hash, whatever happens to the
 * file later.
 *
 * @throws StylizeError `file-not-found`, or `bad-image` with the reason.
 */
export async function openPicture(path: string): Promise<PictureSource> {
  const bytes = await readPictureFile(path);
  const format = requireFormat(path, bytes);
  const picture = await platform().pictures.open({ path, bytes, format });
  return { ...picture, path, format, sha256: await sha256(bytes) };
}

function requireFormat(path: string, bytes: Uint8Array): ReadableFormat {
  const found = recognize(bytes);
  if (found && 'format' in found) return found.format;
  throw new StylizeError(
    'bad-image',
    l10n.t`${basename(path)} is ${found?.refused ?? l10n.t`not a picture`}.`,
    {
      file: path,
      hint: l10n.t`Choose, or convert it to, one of ${readableFormatNames}.`,
    },
  );
}
