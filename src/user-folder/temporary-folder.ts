import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { StylizeError } from '../channel/errors';

/**
 * Makes a folder for files that are needed for a while, and that only the person may read.
 *
 * @param prefix what its name begins with
 * @throws StylizeError `unwritable-output` naming the place where there is none
 */
export function makeTemporaryFolder(prefix: string): string {
  const place = tmpdir();
  try {
    return mkdtempSync(join(place, prefix));
  } catch (thrown) {
    const isMissing = (thrown as NodeJS.ErrnoException).code === 'ENOENT';
    const problem = isMissing ? 'does not exist' : 'cannot be written';
    throw new StylizeError('unwritable-output', `The folder for temporary files, ${place}, ${problem}.`, {
      file: place,
      hint: `Make it so that it can be written, or name another in ${process.platform === 'win32' ? 'TEMP' : 'TMPDIR'}.`,
      cause: thrown,
    });
  }
}
