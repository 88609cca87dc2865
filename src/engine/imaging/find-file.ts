import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import { readPictureFile } from './file';

export interface FoundFile {
  readonly path: string;
  /** Whether its bytes are those of the hash. */
  readonly isSame: boolean;
}

/**
 * Looks for a file in some folders, the first of them first. One with the right content is preferred to one that has only
 * the name.
 *
 * @param name of a picture, without folders; what names a folder, or is in another one, is never found
 * @param sha256 of its bytes, lower-case hexadecimal; undefined when any content will do
 */
export async function findFile(
  name: string,
  sha256: string | undefined,
  folders: readonly string[],
): Promise<FoundFile | undefined> {
  if (name === '' || name === '..' || /[/\\]/.test(name)) return undefined;
  let other: FoundFile | undefined;
  for (const folder of folders) {
    const path = join(folder, name);
    if (!(await isFile(path))) continue;
    if (sha256 === undefined || (await hashOf(path)) === sha256) return { path, isSame: true };
    other ??= { path, isSame: false };
  }
  return other;
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

/** Undefined for what cannot be read. */
async function hashOf(path: string): Promise<string | undefined> {
  return readPictureFile(path).then(
    (bytes) => createHash('sha256').update(bytes).digest('hex'),
    () => undefined,
  );
}
