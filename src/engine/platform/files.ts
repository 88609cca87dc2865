/**
 * Files by their paths. What fails rejects with an Error whose `code` is the one that POSIX has for it: `ENOENT` for a
 * file that does not exist, `EACCES`, `ENOSPC`, …
 */
export interface Files {
  /** Follows links. */
  status(path: string): Promise<FileStatus>;
  /** Whether the name is taken, even if only by a link that leads nowhere. */
  isTaken(path: string): Promise<boolean>;
  /** Where a link leads that leads nowhere; undefined for anything else. Never rejects. */
  danglingTarget(path: string): Promise<string | undefined>;
  /** The names of a folder's entries. */
  list(folder: string): Promise<string[]>;

  read(path: string): Promise<Uint8Array>;
  /** Opens a file for the duration of `use`. */
  withFile<Result>(path: string, use: (file: OpenFile) => Promise<Result>): Promise<Result>;
  /** SHA-256 of a whole file, in lower-case hexadecimal. */
  sha256(path: string, signal?: AbortSignal): Promise<string>;

  /** Rejects if a file could not be written there. Nothing changes. */
  checkWritable(path: string): Promise<void>;
  /**
   * Writes a file under the first of `paths` that is free. It is there as a whole or not at all.
   *
   * @returns that path; undefined if none is free
   */
  create(paths: Iterable<string>, bytes: Uint8Array): Promise<string | undefined>;
  /** Writes a file in the place of another. It is there as a whole, or the other one still is. A link stays a link. */
  replace(path: string, bytes: Uint8Array): Promise<void>;
  /** As `replace`, but for the person alone, and makes the folder. */
  writePrivate(path: string, chunks: Iterable<Uint8Array>): Promise<void>;
  /** Gives a file another name in its folder, in one step. Of two that try, one finds nothing: `ENOENT`. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, if there is one. */
  remove(path: string): Promise<void>;
  /** Removes what processes that were killed while they wrote have left in a folder. Never rejects. */
  removeLeftovers(folder: string): Promise<void>;

  /** Makes a folder for the person alone, with its parents. One that is there stays as it is. */
  makePrivateFolder(path: string): Promise<void>;
  /** Makes a new folder for the person alone, for temporary files. */
  makeTemporaryFolder(): Promise<string>;
}

export interface FileStatus {
  /** `other`: a pipe or a device, which would be read forever. */
  readonly kind: 'file' | 'folder' | 'other';
  /** In bytes. */
  readonly size: number;
  /** Another one when the file has been written or replaced. */
  readonly version: string;
}

/** A file that can be read at any place. */
export interface OpenFile {
  /**
   * Reads into `target` from a position of the file on.
   *
   * @returns how many bytes, which may be fewer than there is room for; 0 at the end
   */
  read(target: Uint8Array, position: number): Promise<number>;
}
