import { basename } from 'node:path';

import stripJsonComments from 'strip-json-comments';

import { StylizeError } from '../../channel/errors';
import * as l10n from '../../channel/l10n';
import { platform } from '../platform/platform';

/** The largest shipped recipe has 3 kB. */
const maximumBytes = 2 ** 20;

/**
 * The JSON of a recipe file, with comments and trailing commas as VS Code allows them in its own, in UTF-8 or, with a byte
 * order mark, in UTF-16, which Windows PowerShell writes.
 *
 * @param extendedBy the file that extends this one, for messages
 * @throws StylizeError `file-not-found`, `bad-recipe`
 */
export async function readRecipeJson(file: string, extendedBy?: string): Promise<unknown> {
  const bytes = await readBytes(file, extendedBy);
  try {
    return JSON.parse(stripJsonComments(decoded(bytes), { trailingCommas: true }));
  } catch (thrown) {
    throw new StylizeError(
      'bad-recipe',
      l10n.t`${basename(file)} is not valid JSON: ${(thrown as Error).message}`,
      {
        file,
        hint: l10n.t`"stylize recipes show studio" prints a recipe to start from.`,
        cause: thrown,
      },
    );
  }
}

async function readBytes(file: string, extendedBy: string | undefined): Promise<Uint8Array> {
  try {
    // Check before opening: a named pipe would wait for its writer forever, and a device may never end.
    const { files } = platform();
    const { kind, size } = await files.status(file);
    if (kind !== 'file') throw new Error('it is not an ordinary file');
    if (size > maximumBytes) throw new Error('it is larger than 1 MiB');
    return await files.read(file);
  } catch (thrown) {
    const missing = (thrown as NodeJS.ErrnoException).code === 'ENOENT';
    const name =
      extendedBy === undefined
        ? basename(file)
        : l10n.t`${basename(file)}, which ${basename(extendedBy)} extends,`;
    throw new StylizeError(
      missing ? 'file-not-found' : 'bad-recipe',
      missing
        ? l10n.t`The recipe ${name} does not exist.`
        : l10n.t`The recipe ${name} cannot be read (${(thrown as Error).message}).`,
      {
        file,
        hint: l10n.t`Check the path; "stylize recipes" lists the recipes that are there by name.`,
        cause: thrown,
      },
    );
  }
}

/** Text by its byte order mark, which is not part of it; without one it is UTF-8. */
function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  // Not every Node knows utf-16be.
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16le').decode(swapped(bytes));
  return new TextDecoder().decode(bytes);
}

function swapped(bytes: Uint8Array): Uint8Array {
  return bytes.slice(0, bytes.length & ~1).map((_, i) => bytes[i ^ 1]!);
}
