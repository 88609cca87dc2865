import { closeSync, fstatSync, openSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { Group } from 'h5wasm/node';

import { StylizeError } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import { makeTemporaryFolder } from '../../../user-folder/temporary-folder';
import { badWeights, withWeightFile } from '../../network/weights-access';

/** Every HDF5 file without a user block begins with this (HDF5 file format specification, section II.A). */
export const hdf5Signature = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');

/** The part of Emscripten's file system that we need: the descriptor behind the module's standard error. */
interface ModuleFileSystem {
  getStream(fd: number): { nfd: number } | undefined;
}

/**
 * Opens an HDF5 file for the duration of `read`, which gets its root group and must not keep it.
 *
 * @throws StylizeError 'file-not-found', or 'bad-weights' when it is not an HDF5 file, is damaged, or the library reports
 *   any error during `read`
 */
export async function withHdf5File<Result>(
  path: string,
  read: (root: Group) => Result | Promise<Result>,
): Promise<Result> {
  await withWeightFile(path, async (file) => {
    const start = Buffer.alloc(hdf5Signature.length);
    await file.read(start, 0);
    if (start.equals(hdf5Signature)) return;
    const keras3 = start.toString('latin1', 0, 4) === 'PK\x03\x04';
    throw badWeights(
      path,
      keras3 ? l10n.t`it is a zip archive (.keras), not an HDF5 file` : l10n.t`it is not an HDF5 file`,
    );
  });

  const library = await loadHdf5();
  const diagnosis = new Diagnosis(library.FS as unknown as ModuleFileSystem);
  try {
    const file = new library.File(path, 'r');
    try {
      const result = await read(file);
      if (diagnosis.reported) throw new Error('the HDF5 library reported an error');
      return result;
    } finally {
      file.close();
    }
  } catch (error) {
    // In a damaged file, an error of `read` is only a consequence.
    if (error instanceof StylizeError && !diagnosis.reported) throw error;
    throw badWeights(path, damage(diagnosis.reason()), { cause: error });
  } finally {
    diagnosis.close();
  }
}

/** Loads the library, two megabytes of WebAssembly, once. */
export async function loadHdf5(): Promise<typeof import('h5wasm/node')> {
  const library = await import('h5wasm/node');
  await library.ready;
  return library;
}

/** Explains the library's reason to a person. */
function damage(reason: string | undefined): l10n.Words {
  const [, bytes, of] = /^truncated file: eof = (\d+), .*stored_eof = (\d+)/.exec(reason ?? '') ?? [];
  if (bytes !== undefined && of !== undefined) return l10n.t`it is truncated: it has ${bytes} of ${of} bytes`;
  return reason === undefined
    ? l10n.t`the HDF5 file is damaged`
    : l10n.t`the HDF5 file is damaged (${reason})`;
}

/**
 * Collects what the HDF5 library writes to standard error.
 *
 * The WebAssembly build reports errors nowhere else: it ignores the status of a read and returns whatever was in its
 * memory, and it writes to descriptor 2, bypassing Node's `process.stderr`. So its standard error becomes a temporary
 * file while a file is open. Emscripten's own warnings, which do go through `process.stderr`, are dropped. A file is read
 * in one turn of the event loop, so that no other output is caught.
 */
class Diagnosis {
  readonly #folder = makeTemporaryFolder('stylize-hdf5-');
  readonly #descriptor = openSync(join(this.#folder, 'errors'), 'w+');
  readonly #stream: { nfd: number } | undefined;
  readonly #original: number | undefined;
  readonly #stderr: { write: unknown } = process.stderr;
  readonly #originalWrite = this.#stderr.write;

  constructor(fileSystem: ModuleFileSystem) {
    try {
      // Removed at once, so that nothing is left when this thread is ended while reading. Windows may refuse.
      this.#remove();
    } catch {
      // `close` removes it.
    }
    this.#stream = fileSystem.getStream(2);
    this.#original = this.#stream?.nfd;
    if (this.#stream) this.#stream.nfd = this.#descriptor;
    this.#stderr.write = () => true;
  }

  get reported(): boolean {
    return fstatSync(this.#descriptor).size > 0;
  }

  /** The innermost cause of the first error: `truncated file: eof = 1000, …`. */
  reason(): string | undefined {
    const text = Buffer.alloc(16_384);
    const length = readSync(this.#descriptor, text, 0, text.length, 0);
    const [first] = text
      .toString('utf8', 0, length)
      .split(/^HDF5-DIAG: /m)
      .filter((report) => report !== '');
    const causes = [...(first ?? '').matchAll(/^ +#\d+: .*? line \d+ in \w+\(\): (.+)$/gm)];
    return causes.at(-1)?.[1]?.slice(0, 160);
  }

  close(): void {
    this.#stderr.write = this.#originalWrite;
    if (this.#stream && this.#original !== undefined) this.#stream.nfd = this.#original;
    closeSync(this.#descriptor);
    this.#remove();
  }

  #remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
