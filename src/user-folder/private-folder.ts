import { lstatSync, mkdirSync, statSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Creates a folder and its missing parents, for the person alone (0700). An existing folder stays as it is.
 *
 * Does not use `mkdir` with `recursive`: where creating a folder fails with ENOENT although its parent exists, as under
 * /proc, that retries for ever, in native code that no signal can interrupt.
 *
 * @throws NodeJS.ErrnoException
 */
export function ensurePrivateFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  const parent = dirname(path);
  if (parent !== path) ensurePrivateFolder(parent);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (thrown) {
    // Another process may have created it first.
    if (!(statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false)) throw thrown;
  }
}

/** For files that nobody else may read. */
export const privateFileMode = 0o600;

/**
 * Why the file at a path cannot be trusted, in words that follow its name; undefined when it can, or does not exist. Only
 * the person or the system's administrator may own it and be able to change it. On Windows a person's folders are theirs
 * by default, so everything counts as reliable there.
 */
export function reasonForDistrust(path: string): string | undefined {
  const user = process.getuid?.();
  if (user === undefined) return undefined;
  const stats: Stats | undefined = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) return undefined;
  if (stats.isSymbolicLink()) return 'is a link';
  if (stats.uid !== user && stats.uid !== 0) return 'belongs to another user';
  if ((stats.mode & 0o022) !== 0) return `can be changed by other users (to fix it: chmod go-w "${path}")`;
  return undefined;
}
