import { join } from 'node:path';

import { platform } from '../../platform/platform';
import { maximumFileBytes } from './file';

export interface FoundFile {
  readonly path: string;
  /** Whether its bytes are those of the hash. */
  readonly isSame: boolean;
}

/** Looks for files in some folders, the first of them first, and reads each file at most once. */
export class FileFinder {
  readonly #folders: ReadonlySet<string>;
  readonly #hashes = new Map<string, Promise<string | undefined>>();
  readonly #signal: AbortSignal | undefined;

  constructor(folders: Iterable<string>, signal?: AbortSignal) {
    this.#signal = signal;
    this.#folders = new Set(folders);
  }

  /**
   * Finds a file by its name. One with the right content is preferred to one that has only the name.
   *
   * @param name without folders; what names a folder, or is in another one, is never found
   * @param sha256 of its bytes, lower-case hexadecimal; undefined when any content will do
   * @throws the reason of the signal, once that is aborted
   */
  async find(name: string, sha256: string | undefined): Promise<FoundFile | undefined> {
    if (name === '' || name === '..' || /[/\\\0]/.test(name)) return undefined;
    let other: FoundFile | undefined;
    for (const folder of this.#folders) {
      this.#signal?.throwIfAborted();
      const path = join(folder, name);
      if (!(await isFile(path))) continue;
      if (sha256 === undefined || (await this.#hashOf(path)) === sha256) return { path, isSame: true };
      other ??= { path, isSame: false };
    }
    return other;
  }

  #hashOf(path: string): Promise<string | undefined> {
    let hash = this.#hashes.get(path);
    if (!hash) this.#hashes.set(path, (hash = hashOf(path, this.#signal)));
    return hash;
  }
}

/** Neither a folder nor a pipe or a device, which would be read for ever; nothing larger than any picture. */
async function isFile(path: string): Promise<boolean> {
  return platform()
    .files.status(path)
    .then(
      ({ kind, size }) => kind === 'file' && size <= maximumFileBytes,
      () => false,
    );
}

/** Undefined for what cannot be read. */
async function hashOf(path: string, signal: AbortSignal | undefined): Promise<string | undefined> {
  try {
    return await platform().files.sha256(path, signal);
  } catch {
    signal?.throwIfAborted();
    return undefined;
  }
}
