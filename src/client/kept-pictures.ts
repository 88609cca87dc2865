import { rm } from 'node:fs/promises';

import type { RescuedPicture, StylizeError } from '../channel/errors';

/** The copies of a run's picture that engines have written. An engine that dies leaves its copy behind. */
export class KeptPictures {
  readonly #paths = new Set<string>();
  #newest: RescuedPicture | undefined;

  note({ path, width, height, iterations }: RescuedPicture): void {
    this.#newest = { path, width, height, iterations };
    this.#paths.add(path);
  }

  /** The error of a failed run, with the picture that remains: the one the engine saved, or else its newest copy. */
  async rescuedFrom(error: StylizeError): Promise<StylizeError> {
    const rescued = error.rescued ?? this.#newest;
    if (!rescued) return error;
    this.#paths.delete(rescued.path);
    await this.discard();
    return error.rescued ? error : error.with({ rescued });
  }

  /** Removes the copies. */
  async discard(): Promise<void> {
    await Promise.all([...this.#paths].map((path) => rm(path, { force: true }).catch(() => undefined)));
    this.#paths.clear();
  }
}
