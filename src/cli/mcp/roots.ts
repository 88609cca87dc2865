import { homedir } from 'node:os';
import { parse, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { StylizeError } from '../../channel/errors';

export interface RootSources {
  /** What the person has named on the command line. */
  readonly named: readonly string[];
  /** What the client offers, as addresses; undefined if it does not know of such folders. */
  readonly offered: () => Promise<readonly string[] | undefined>;
  readonly cwd: string;
}

/**
 * The folders that agents may use: those that the person has named, else those of the client's workspace, else the
 * current folder, unless that is a whole disk or a person's home, which nobody has meant.
 *
 * @returns absolute paths
 * @throws StylizeError `forbidden`
 */
export async function rootFolders({ named, offered, cwd }: RootSources): Promise<readonly string[]> {
  if (named.length > 0) return named.map((folder) => resolve(cwd, folder));
  const addresses = await offered();
  if (addresses) return addresses.filter((uri) => uri.startsWith('file:')).map((uri) => fileURLToPath(uri));
  if (cwd !== parse(cwd).root && cwd !== homedir()) return [cwd];
  throw new StylizeError('forbidden', 'It is not known which folder agents may use.', {
    hint: 'Start the server with --root FOLDER, once for each folder.',
  });
}
