import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Test data that is not part of the project: a folder `shared` next to the repository. */
const sharedFolder = fileURLToPath(new URL('../../../../shared/', import.meta.url));

export interface SharedFile {
  /** Absolute path of the file, whether it exists or not. */
  readonly path: string;
  /**
   * Why a test that needs the file cannot run, or false when it can: `test.skipIf(file.skipReason)`. With `CI` set a test
   * is never skipped, so that it fails when the data is missing.
   */
  readonly skipReason: string | false;
  /** The name of a test that needs the file, with the reason if it will be skipped. */
  title(name: string): string;
}

/**
 * A file of the shared test data.
 *
 * @param relativePath below the shared folder, e.g. `data/images/content/tubingen.jpg`
 */
export function sharedFile(relativePath: string): SharedFile {
  const path = sharedFolder + relativePath;
  const absent = !existsSync(path) && !process.env['CI'];
  const skipReason = absent && `../shared/${relativePath} is not there`;
  return {
    path,
    skipReason,
    title: (name) => (skipReason === false ? name : `${name} [skipped: ${skipReason}]`),
  };
}
