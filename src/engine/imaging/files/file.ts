import { basename, dirname } from 'node:path';

import { StylizeError } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import { platform } from '../../platform/platform';

/** Larger files are refused: no picture within the pixel limit needs as much. */
export const maximumFileBytes = 2 ** 30;

/**
 * The bytes of a picture file.
 *
 * @throws StylizeError `file-not-found`; `bad-image` for a folder, a device, an empty or a huge file, and for a file
 *   that may not be read.
 */
export async function readPictureFile(path: string): Promise<Uint8Array> {
  const name = basename(path);
  const refuse = (message: l10n.Words, hint: l10n.Words): StylizeError =>
    new StylizeError('bad-image', message, { file: path, hint });
  try {
    // Before opening: a named pipe would wait for its writer for ever.
    const { files } = platform();
    const { kind, size } = await files.status(path);
    if (kind === 'folder') throw refuse(l10n.t`${name} is a folder.`, l10n.t`Choose a picture inside it.`);
    if (kind !== 'file')
      throw refuse(l10n.t`${name} is not an ordinary file.`, l10n.t`Choose a picture file.`);
    if (size === 0)
      throw refuse(l10n.t`${name} is empty.`, l10n.t`Choose another picture, or save it again.`);
    if (size > maximumFileBytes)
      throw refuse(l10n.t`${name} is larger than 1 GiB.`, l10n.t`Save the picture smaller or compressed.`);
    return await files.read(path);
  } catch (thrown) {
    throw await readError(path, thrown);
  }
}

async function readError(path: string, thrown: unknown): Promise<StylizeError> {
  if (thrown instanceof StylizeError) return thrown;
  const name = basename(path);
  switch (systemErrorCode(thrown)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return missing(path, thrown);
    case 'EACCES':
    case 'EPERM':
      return new StylizeError('bad-image', l10n.t`${name} cannot be read: permission denied.`, {
        file: path,
        hint: l10n.t`Allow yourself to read the file, or copy it elsewhere.`,
        cause: thrown,
      });
    default:
      return new StylizeError(
        'bad-image',
        l10n.t`${name} cannot be read: ${StylizeError.from(thrown).message}.`,
        {
          file: path,
          hint: l10n.t`Check that the disk is present and the file readable.`,
          cause: thrown,
        },
      );
  }
}

/** What is missing: the file, its folder, or what a link leads to. */
async function missing(path: string, cause: unknown): Promise<StylizeError> {
  const target = await platform().files.danglingTarget(path);
  if (target !== undefined) {
    const message = l10n.t`${basename(path)} is a link to ${target}, which does not exist.`;
    return new StylizeError('file-not-found', message, {
      file: path,
      hint: l10n.t`Mend or remove the link.`,
      cause,
    });
  }
  const folder = dirname(path);
  const hasFolder = await platform()
    .files.status(folder)
    .then(
      ({ kind }) => kind === 'folder',
      () => false,
    );
  return new StylizeError(
    'file-not-found',
    hasFolder
      ? l10n.t`${basename(path)} does not exist.`
      : l10n.t`${basename(path)} does not exist: there is no folder ${folder}.`,
    { file: path, hint: l10n.t`Check the path, or whether the picture was moved.`, cause },
  );
}

/** The operating system's code of a failed file operation (`ENOENT`, …), if that is what was thrown. */
export function systemErrorCode(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string'
    ? thrown.code
    : undefined;
}
