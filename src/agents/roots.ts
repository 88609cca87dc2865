import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

import { StylizeError } from '../channel/errors';

/**
 * The absolute path of a file that an agent names. It is in one of the folders that agents may use, and so is what a
 * symbolic link leads to. A relative path is of the first folder that has such a file.
 *
 * @param text a path, or a `file:` address
 * @param roots absolute paths of the folders
 * @throws StylizeError `forbidden`
 */
export async function withinRoots(text: string, roots: readonly string[]): Promise<string> {
  const path = pathOf(text);
  const candidates = isAbsolute(path) ? [resolve(path)] : roots.map((root) => resolve(root, path));
  const allowed = await filter(candidates, async (candidate) => {
    const target = await targetOf(candidate);
    return target !== undefined && (await isInOneOf(target, roots));
  });
  const [there] = await filter(allowed, isThere);
  const found = there ?? allowed[0];
  if (found !== undefined) return found;
  throw new StylizeError('forbidden', `${text} is outside the folders that agents may use.`, {
    hint:
      roots.length > 0
        ? `Name a file in ${roots.join(' or ')}.`
        : 'There is none. Open the folder of the pictures first.',
  });
}

function pathOf(text: string): string {
  try {
    return text.startsWith('file:') ? fileURLToPath(text) : text;
  } catch (cause) {
    throw new StylizeError('usage', `${text} names no file of this machine.`, { cause });
  }
}

async function isInOneOf(path: string, folders: readonly string[]): Promise<boolean> {
  const real = await Promise.all(folders.map((folder) => targetOf(folder)));
  return real.some((folder) => {
    if (folder === undefined) return false;
    const way = relative(folder, path);
    return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  });
}

/** Where a path leads; for what is not there yet, from where its folder is. Undefined for a link that leads nowhere. */
async function targetOf(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch {
    if (await isThere(path)) return undefined;
    const folder = dirname(path);
    if (folder === path) return path;
    const target = await targetOf(folder);
    return target && join(target, basename(path));
  }
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

async function filter<T>(items: readonly T[], isWanted: (item: T) => Promise<boolean>): Promise<T[]> {
  const wanted = await Promise.all(items.map(isWanted));
  return items.filter((_, index) => wanted[index]);
}
