import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { StylizeError } from '../channel/errors';

/**
 * Creates a folder for temporary files, which only the person may read.
 *
 * @param prefix the beginning of its name
 * @throws StylizeError `unwritable-output` naming the system's temporary folder
 */
export function makeTemporaryFolder(prefix: string): string {
  const place = tmpdir();
  try {
    return mkdtempSync(join(place, prefix));
  } catch (thrown) {
    const isMissing = (thrown as NodeJS.ErrnoException).code === 'ENOENT';
    const [problem, remedy] = isMissing
      ? ['does not exist', 'Create it']
      : ['cannot be written', 'Make it writable'];
    throw new StylizeError('unwritable-output', `The folder for temporary files, ${place}, ${problem}.`, {
      file: place,
      hint: `${remedy}, or set ${process.platform === 'win32' ? 'TEMP' : 'TMPDIR'} to another folder.`,
      cause: thrown,
    });
  }
}
