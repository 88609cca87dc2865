import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';

import { StylizeError } from '../../protocol/errors';

/** Larger files are refused: no picture within the pixel limit needs as much. */
export const maximumFileBytes = 2 ** 30;

/**
 * The bytes of a picture file.
 *
 * @throws StylizeError `file-not-found`; `bad-image` for a folder, a device, an empty or a huge file, and for a file
 *   that may not be read.
 */
export async function readPictureFile(path: string): Promise<Buffer> {
  const name = basename(path);
  const refuse = (message: string, hint: string): StylizeError =>
    new StylizeError('bad-image', message, { file: path, hint });
  try {
    // Before opening: a named pipe would wait for its writer for ever.
    const stats = await stat(path);
    if (stats.isDirectory()) throw refuse(`${name} is a folder.`, 'Choose a picture inside it.');
    if (!stats.isFile()) throw refuse(`${name} is not an ordinary file.`, 'Choose a picture file.');
    if (stats.size === 0) throw refuse(`${name} is empty.`, 'Choose another picture, or save it again.');
    if (stats.size > maximumFileBytes)
      throw refuse(`${name} is larger than 1 GiB.`, 'Save the picture smaller or compressed.');
    return await readFile(path);
  } catch (thrown) {
    throw readError(path, thrown);
  }
}

function readError(path: string, thrown: unknown): StylizeError {
  if (thrown instanceof StylizeError) return thrown;
  const name = basename(path);
  switch (systemErrorCode(thrown)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new StylizeError('file-not-found', `${name} does not exist.`, {
        file: path,
        hint: 'Check the path, or whether the picture was moved.',
        cause: thrown,
      });
    case 'EACCES':
    case 'EPERM':
      return new StylizeError('bad-image', `${name} cannot be read: permission denied.`, {
        file: path,
        hint: 'Allow yourself to read the file, or copy it elsewhere.',
        cause: thrown,
      });
    default:
      return new StylizeError('bad-image', `${name} cannot be read: ${StylizeError.from(thrown).message}.`, {
        file: path,
        hint: 'Check that the disk is present and the file readable.',
        cause: thrown,
      });
  }
}

/** The operating system's code of a failed file operation (`ENOENT`, …), if that is what was thrown. */
export function systemErrorCode(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string'
    ? thrown.code
    : undefined;
}
