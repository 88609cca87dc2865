import { createHash } from 'node:crypto';
import { type FileHandle, open, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import * as z from 'zod';

import { StylizeError } from '../../../channel/errors';
import { ensurePrivateFolder } from '../../../user-folder/private-folder';
import type { Address } from './address';

const stateSchema = z.object({
  /** What the server calls this version of the file: a strong ETag, or when it was changed. */
  validator: z.string().optional(),
});
type State = z.infer<typeof stateSchema>;

export interface Found {
  readonly bytes: number;
  readonly validator: string | undefined;
}

/** The part of a file that has been downloaded so far, kept from one attempt to the next in a folder of the address. */
export class PartialFile {
  readonly #folder: string;
  /** Not in the folder, where the file may be called anything. */
  readonly #statePath: string;
  readonly path: string;

  readonly #address: Address;

  /** @param downloads where the folders of all addresses are */
  constructor(downloads: string, address: Address) {
    this.#address = address;
    const name = createHash('sha256').update(address.url).digest('hex').slice(0, 16);
    this.#folder = join(downloads, name);
    this.path = join(this.#folder, address.fileName);
    this.#statePath = `${this.#folder}.json`;
  }

  /** How many bytes are there, and of which version. Nothing that cannot be told apart from another version counts. */
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
   * Opens the file to be written from `bytes` on; what is there after that is cut off.
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

  /** Bytes that are free on its disk; Infinity where the system does not tell. */
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

/** An error of the file system while the file is written. */
export function unwritable(path: string, error: unknown): StylizeError {
  if (error instanceof StylizeError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return new StylizeError(
    'unwritable-output',
    full ? 'The disk is full.' : `The download cannot be written (${code}).`,
    {
      file: path,
      hint: full ? 'Make room and try again.' : 'Check that the folder may be written.',
      cause: error,
    },
  );
}
