import { randomBytes } from 'node:crypto';
import { access, constants, link, lstat, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, parse } from 'node:path';

import { StylizeError } from '../../../channel/errors';
import { danglingTarget, systemErrorCode } from './file';

/**
 * Where the result of a content picture goes: `name.stylized.png` beside it, or the first of `name.stylized-2.png`,
 * `name.stylized-3.png`, … that is free.
 */
export async function resultPath(contentPath: string): Promise<string> {
  const { dir, name } = parse(contentPath);
  const names = numbered(join(dir, `${name}.stylized.png`));
  let path = names.next().value;
  while (await exists(path)) path = names.next().value;
  return path;
}

/**
 * Checks before a long run that its result could be written: by creating a file in the folder and removing it, the
 * only test that is right on every platform and file system.
 *
 * @throws StylizeError `output-exists` (without `overwrite`) or `unwritable-output`.
 */
export async function assertWritable(path: string, options: { readonly overwrite: boolean }): Promise<void> {
  try {
    if (await exists(path)) {
      const target = await danglingTarget(path);
      if (target !== undefined) throw leadsNowhere(path, target);
      if ((await stat(path)).isDirectory()) throw isFolder(path);
      if (!options.overwrite) throw taken(path);
      await access(path, constants.W_OK);
    }
    const temporary = temporaryPath(await finalPath(path));
    await (await open(temporary, 'wx')).close();
    await rm(temporary);
  } catch (thrown) {
    throw writeError(path, thrown);
  }
}

export interface WriteOptions {
  /** Replace an existing file. */
  readonly overwrite?: boolean;
  /** When the name is taken: write under the next free number (`name-2.png`) instead of failing. */
  readonly number?: boolean;
}

/**
 * Writes a result so that the file is either there, whole, or not there at all: under a temporary name in the same
 * folder, then moved. An existing file is never touched unless `overwrite` is set.
 *
 * @returns the path written, which `number` may have changed
 * @throws StylizeError `output-exists` or `unwritable-output`; nothing is left behind.
 */
export async function writeResult(
  bytes: Uint8Array,
  path: string,
  options: WriteOptions = {},
): Promise<string> {
  try {
    const target = await finalPath(path);
    const temporary = temporaryPath(target);
    try {
      const file = await open(temporary, 'wx');
      try {
        await file.writeFile(bytes);
        // On disk before it gets its name: a power cut leaves no empty file under it.
        await file.sync();
      } finally {
        await file.close();
      }
      if (options.overwrite === true) {
        await rename(temporary, target);
        return path;
      }
      const names = numbered(path);
      let free = names.next().value;
      while (!(await moveToFree(temporary, free))) {
        if (options.number !== true) throw taken(path);
        free = names.next().value;
      }
      return free;
    } finally {
      await rm(temporary, { force: true });
    }
  } catch (thrown) {
    throw writeError(path, thrown);
  }
}

/** Gives a file a name that must be free, in one step; false when it is taken. */
async function moveToFree(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (thrown) {
    if (systemErrorCode(thrown) === 'EEXIST') return false;
  }
  // No hard links here (FAT, some network drives): take the name with an empty file, then replace that.
  try {
    await (await open(path, 'wx')).close();
  } catch (thrown) {
    if (systemErrorCode(thrown) === 'EEXIST') return false;
    throw thrown;
  }
  try {
    await rename(temporary, path);
    return true;
  } catch (thrown) {
    await rm(path, { force: true });
    throw thrown;
  }
}

/**
 * The path, then the path with rising numbers: `a.png`, `a-2.png`, `a-3.png`; after `a.stylized-2.png` comes
 * `a.stylized-3.png`. A number of the person's own (`beach-2024`) stays.
 */
function* numbered(path: string): Generator<string, never> {
  yield path;
  const { dir, name, ext } = parse(path);
  const [, stem = name, number = '1'] = /^(.*\.stylized)-(\d+)$/s.exec(name) ?? [];
  for (let next = Number(number) + 1; ; next++) yield join(dir, `${stem}-${next}${ext}`);
}

/** Where the bytes go in the end: through a symbolic link, so that overwriting replaces the file and not the link. */
async function finalPath(path: string): Promise<string> {
  return (await exists(path)) ? realpath(path) : path;
}

/** Short, so that a result's own name may be as long as the file system allows. */
function temporaryPath(path: string): string {
  return join(dirname(path), `.stylize-${randomBytes(6).toString('hex')}.tmp`);
}

/** Whether the name is taken, be it by a link that leads nowhere. */
async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (thrown) {
    if (systemErrorCode(thrown) === 'ENOENT') return false;
    throw thrown;
  }
}

const taken = (path: string): StylizeError =>
  new StylizeError('output-exists', `${basename(path)} exists already.`, {
    file: path,
    hint: 'Choose another name, or pass --force to replace it.',
  });

const isFolder = (path: string): StylizeError =>
  new StylizeError('unwritable-output', `${basename(path)} is a folder.`, {
    file: path,
    hint: 'Name a file inside it.',
  });

const leadsNowhere = (path: string, target: string): StylizeError =>
  new StylizeError('unwritable-output', `${basename(path)} is a link to ${target}, which does not exist.`, {
    file: path,
    hint: 'Remove the link, or name another file.',
  });

function writeError(path: string, thrown: unknown): StylizeError {
  if (thrown instanceof StylizeError) return thrown;
  const refuse = (reason: string, hint: string): StylizeError =>
    new StylizeError('unwritable-output', `${basename(path)} cannot be written: ${reason}.`, {
      file: path,
      hint,
      cause: thrown,
    });
  switch (systemErrorCode(thrown)) {
    case 'ENOENT':
      return refuse(
        `the folder ${dirname(path)} does not exist`,
        'Create the folder, or choose another one.',
      );
    case 'ENOTDIR':
      return refuse(`${dirname(path)} is not a folder`, 'Choose a folder.');
    case 'EISDIR':
      return isFolder(path);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'EBUSY':
      return refuse('permission denied', 'Close other programs that use it, or choose another folder.');
    case 'ENOSPC':
    case 'EDQUOT':
      return refuse('the disk is full', 'Free some space, or choose another disk.');
    case 'ENAMETOOLONG':
      return refuse('its name is too long', 'Choose a shorter name.');
    default:
      return refuse(StylizeError.from(thrown).message, 'Choose another folder.');
  }
}
