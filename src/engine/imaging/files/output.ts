import { basename, dirname, join, parse } from 'node:path';

import { StylizeError } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import { platform } from '../../platform/platform';
import { systemErrorCode } from './file';

/**
 * Where the result of a content picture goes: `name.stylized.png` beside it, or the first of `name.stylized-2.png`,
 * `name.stylized-3.png`, … that is free.
 */
export async function resultPath(contentPath: string): Promise<string> {
  const { dir, name } = parse(contentPath);
  const names = numbered(join(dir, `${name}.stylized.png`));
  let path = names.next().value;
  while (await platform().files.isTaken(path)) path = names.next().value;
  return path;
}

/**
 * Checks before a long run that its result could be written.
 *
 * @throws StylizeError `output-exists` (without `overwrite`) or `unwritable-output`.
 */
export async function assertWritable(path: string, options: { readonly overwrite: boolean }): Promise<void> {
  const { files } = platform();
  try {
    if (await files.isTaken(path)) {
      const target = await files.danglingTarget(path);
      if (target !== undefined) throw leadsNowhere(path, target);
      if ((await files.status(path)).kind === 'folder') throw isFolder(path);
      if (!options.overwrite) throw taken(path);
    }
    await files.checkWritable(path);
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
 * Writes a result so that the file is either there, whole, or not there at all. An existing file is never touched unless `overwrite` is set.
 *
 * @returns the path written, which `number` may have changed
 * @throws StylizeError `output-exists` or `unwritable-output`; nothing is left behind.
 */
export async function writeResult(
  bytes: Uint8Array,
  path: string,
  options: WriteOptions = {},
): Promise<string> {
  const { files } = platform();
  try {
    if (options.overwrite === true) {
      await files.replace(path, bytes);
      return path;
    }
    const free = await files.create(options.number === true ? numbered(path) : [path], bytes);
    if (free === undefined) throw taken(path);
    return free;
  } catch (thrown) {
    throw writeError(path, thrown);
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

const taken = (path: string): StylizeError =>
  new StylizeError('output-exists', l10n.t`${basename(path)} exists already.`, {
    file: path,
    hint: l10n.t`Choose another name, or pass --force to replace it.`,
  });

const isFolder = (path: string): StylizeError =>
  new StylizeError('unwritable-output', l10n.t`${basename(path)} is a folder.`, {
    file: path,
    hint: l10n.t`Name a file inside it.`,
  });

const leadsNowhere = (path: string, target: string): StylizeError =>
  new StylizeError(
    'unwritable-output',
    l10n.t`${basename(path)} is a link to ${target}, which does not exist.`,
    {
      file: path,
      hint: l10n.t`Remove the link, or name another file.`,
    },
  );

function writeError(path: string, thrown: unknown): StylizeError {
  if (thrown instanceof StylizeError) return thrown;
  const refuse = (reason: l10n.Words, hint: l10n.Words): StylizeError =>
    new StylizeError('unwritable-output', l10n.t`${basename(path)} cannot be written: ${reason}.`, {
      file: path,
      hint,
      cause: thrown,
    });
  switch (systemErrorCode(thrown)) {
    case 'ENOENT':
      return refuse(
        l10n.t`the folder ${dirname(path)} does not exist`,
        l10n.t`Create the folder, or choose another one.`,
      );
    case 'ENOTDIR':
      return refuse(l10n.t`${dirname(path)} is not a folder`, l10n.t`Choose a folder.`);
    case 'EISDIR':
      return isFolder(path);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'EBUSY':
      return refuse(
        l10n.t`permission denied`,
        l10n.t`Close other programs that use it, or choose another folder.`,
      );
    case 'ENOSPC':
    case 'EDQUOT':
      return refuse(l10n.t`the disk is full`, l10n.t`Free some space, or choose another disk.`);
    case 'ENAMETOOLONG':
      return refuse(l10n.t`its name is too long`, l10n.t`Choose a shorter name.`);
    default:
      return refuse(StylizeError.from(thrown).message, l10n.t`Choose another folder.`);
  }
}
