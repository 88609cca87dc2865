import { createHash } from 'node:crypto';
import { type FileHandle, open, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import * as z from 'zod';

import { StylizeError } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import { ensurePrivateFolder } from '../../../user-folder/private-folder';
import type { Address } from './address';

const stateSchema = z.object({
  /** How the server identifies this version of the file: a strong ETag, or the date of its last change. */
  validator: z.string().optional(),
});
type State = z.infer<typeof stateSchema>;

export interface Found {
  readonly bytes: number;
  readonly validator: string | undefined;
}

/** The part of a file downloaded so far. It is kept between attempts, in one folder per address. */
export class PartialFile {
  readonly #folder: string;
  /** Outside the folder, because the file in it may have any name. */
  readonly #statePath: string;
  readonly path: string;

  readonly #address: Address;

  /** @param downloads contains the folders of all addresses */
  constructor(downloads: string, address: Address) {
    this.#address = address;
    const name = createHash('sha256').update(address.url).digest('hex').slice(0, 16);
    this.#folder = join(downloads, name);
    this.path = join(this.#folder, address.fileName);
    this.#statePath = `${this.#folder}.json`;
  }

  /** How many bytes there are, and of which version. Bytes of an unknown version count only if a checksum will verify them. */
  async found(): Promise<Found> {
    try {
      const state = stateSchema.parse(JSON.parse(await readFile(this.#statePath, 'utf8')));
      const { size } = await stat(this.path);
      const isKnown = state.validator !== undefined || this.#address.checksums.length > 0;
      return { bytes: isKnown ? size : 0, validator: state.validator };
    } catch {
      return { bytes: 0, validator: undefined };
    }
  }

  /**
   * Opens the file for writing from position `bytes`, and truncates it there.
   *
   * @throws StylizeError 'unwritable-output'
   */
  async open(bytes: number, validator: string | undefined): Promise<FileHandle> {
    try {
      ensurePrivateFolder(this.#folder);
      const state: State = validator === undefined ? {} : { validator };
      await writeFile(this.#statePath, JSON.stringify(state));
      const handle = await open(this.path, bytes > 0 ? 'r+' : 'w');
      await handle.truncate(bytes);
      return handle;
    } catch (error) {
      throw unwritable(this.path, error);
    }
  }

  /** Free bytes on its disk; Infinity when the system does not say. */
  async freeBytes(): Promise<number> {
    try {
      ensurePrivateFolder(this.#folder);
      const { bavail, bsize } = await statfs(this.#folder);
      return bavail * bsize;
    } catch {
      return Infinity;
    }
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
    await rm(this.#statePath, { force: true });
  }
}

/** Explains an error of the file system while writing the file. */
export function unwritable(path: string, error: unknown): StylizeError {
  if (error instanceof StylizeError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return new StylizeError(
    'unwritable-output',
    full ? l10n.t`The disk is full.` : l10n.t`The download cannot be written (${code}).`,
    {
      file: path,
      hint: full ? l10n.t`Free some space and try again.` : l10n.t`Check that the folder is writable.`,
      cause: error,
    },
  );
}
