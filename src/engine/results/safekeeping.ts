import { basename, dirname, join, parse } from 'node:path';

import { StylizeError, type RescuedPicture } from '../../channel/errors';
import { writeResult } from '../imaging/files/output';
import type { Size } from '../imaging/picture';
import { platform } from '../platform/platform';

/** An unfinished picture that can still be written when the run fails. */
export interface KeptPicture extends Size {
  readonly iterations: number;
  /** The bytes of a file in the result's format. */
  encode(): Promise<Uint8Array>;
}

export interface SafekeepingOptions {
  /** Where the result will be. */
  readonly out: string;
  /** For what cannot be written beside the result, the best first. */
  readonly otherFolders: readonly string[];
  /** What an engine that was killed has written of the same run. */
  readonly kept?: RescuedPicture | undefined;
  readonly onKept: (kept: RescuedPicture) => void;
  readonly now?: () => number;
}

const copyEveryMilliseconds = 30_000;

/**
 * Keeps a run's work from being lost. While it goes on, copies of the picture are written beside the result, as
 * `name.unfinished.png`, for the case that this process does not live to its end; when it fails the last sound picture
 * takes their place.
 */
export class Safekeeping {
  readonly #options: SafekeepingOptions;
  readonly #now: () => number;
  #copy: RescuedPicture | undefined;
  #writing: Promise<void> | undefined;
  #dueAt: number;

  constructor(options: SafekeepingOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#dueAt = this.#now() + copyEveryMilliseconds;
    this.#copy = options.kept;
  }

  /** The copy that is there. */
  get copy(): RescuedPicture | undefined {
    return this.#copy;
  }

  get isDue(): boolean {
    return !this.#writing && this.#now() >= this.#dueAt;
  }

  /** Writes a copy, after any that is being written. Never rejects: a run does not fail because of its copy. */
  async keep(picture: KeptPicture): Promise<void> {
    await this.#writing;
    this.#writing = this.#writeCopy(picture)
      .catch(() => undefined)
      .finally(() => {
        this.#writing = undefined;
        this.#dueAt = this.#now() + copyEveryMilliseconds;
      });
    await this.#writing;
  }

  /** Removes the copy, because the run has a result or was cancelled. */
  async discard(): Promise<void> {
    await this.#writing;
    if (this.#copy)
      await platform()
        .files.remove(this.#copy.path)
        .catch(() => undefined);
  }

  /**
   * Saves what a failed run has painted.
   *
   * @param picture undefined when there is none yet
   * @param isFinished when only its saving has failed: then it keeps its name
   * @returns the error to throw: it says where the picture is
   */
  async rescue(
    thrown: unknown,
    picture: KeptPicture | undefined,
    { isFinished }: { readonly isFinished: boolean },
  ): Promise<StylizeError> {
    const error = StylizeError.from(thrown);
    if (error.code === 'cancelled' || !picture) {
      await this.discard();
      return error;
    }
    await this.#writing;
    const rescued = await this.#save(picture, isFinished).catch(() => this.#copy);
    return rescued ? error.with({ rescued }) : error;
  }

  async #save(picture: KeptPicture, isFinished: boolean): Promise<RescuedPicture> {
    const { out, otherFolders } = this.#options;
    const bytes = await picture.encode();
    const { width, height, iterations } = picture;
    const saved = (path: string) => ({ path, width, height, iterations });
    if (this.#copy && !isFinished) {
      const inItsPlace = await writeResult(bytes, this.#copy.path, { overwrite: true }).catch(
        () => undefined,
      );
      if (inItsPlace !== undefined) return saved(inItsPlace);
    }
    const name = isFinished ? basename(out) : unfinishedName(out);
    for (const folder of [dirname(out), ...otherFolders, undefined]) {
      try {
        // Last of all a folder for temporary files, under a name that nobody can have prepared.
        const place = folder ?? (await platform().files.makeTemporaryFolder());
        if (place !== dirname(out)) await platform().files.makePrivateFolder(place);
        const path = await writeResult(bytes, join(place, name), { number: true });
        await this.discard();
        return saved(path);
      } catch {
        // The next one may have room.
      }
    }
    throw new Error('There is no folder that can be written.');
  }

  async #writeCopy(picture: KeptPicture): Promise<void> {
    const { out, onKept } = this.#options;
    const { width, height, iterations } = picture;
    const bytes = await picture.encode();
    const path = this.#copy
      ? await writeResult(bytes, this.#copy.path, { overwrite: true })
      : await writeResult(bytes, join(dirname(out), unfinishedName(out)), { number: true });
    this.#copy = { path, width, height, iterations };
    onKept(this.#copy);
  }
}

function unfinishedName(out: string): string {
  const { name, ext } = parse(out);
  return `${name}.unfinished${ext}`;
}
