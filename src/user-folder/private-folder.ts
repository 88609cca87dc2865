import { lstatSync, mkdirSync, statSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder, and those above it that are not there yet, for the person alone (0700). One that is there stays as it is.
 *
 * Not `mkdir` with `recursive`: where making a folder answers ENOENT although the one above it is there, as under /proc,
 * that tries again for ever, and inside native code, where no signal is heard.
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
    // Another process may have been quicker.
    if (!(statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false)) throw thrown;
  }
}

/** For files that nobody else may read. */
export const privateFileMode = 0o600;

/**
 * Why what is at a path cannot be relied on, in words that follow its name; undefined when it can, or is not there. Only
 * the person, or the system's administrator, may own it and be able to change it. Windows has its own rules, under which a
 * person's folders are theirs: there everything counts as reliable.
 */
export function reasonForDistrust(path: string): string | undefined {
  const user = process.getuid?.();
  if (user === undefined) return undefined;
  const stats: Stats | undefined = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) return undefined;
  if (stats.isSymbolicLink()) return 'is a link';
  if (stats.uid !== user && stats.uid !== 0) return 'belongs to another user';
  if ((stats.mode & 0o022) !== 0) return `can be changed by other users (chmod go-w "${path}" mends that)`;
  return undefined;
}
