import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { StylizeError } from '../channel/errors';
import * as l10n from '../channel/l10n';

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
    const variable = process.platform === 'win32' ? 'TEMP' : 'TMPDIR';
    throw new StylizeError(
      'unwritable-output',
      isMissing
        ? l10n.t`The folder for temporary files, ${place}, does not exist.`
        : l10n.t`The folder for temporary files, ${place}, cannot be written.`,
      {
        file: place,
        hint: isMissing
          ? l10n.t`Create it, or set ${variable} to another folder.`
          : l10n.t`Make it writable, or set ${variable} to another folder.`,
        cause: thrown,
      },
    );
  }
}
