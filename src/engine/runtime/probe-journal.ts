import { join } from 'node:path';

import { platform } from '../platform/platform';

/**
 * Remembers across processes that a device is being tried. A note is written before a trial and removed after it, so a
 * note that is left over means that the trial crashed the process.
 */
export class ProbeJournal {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** If the folder cannot be written, the trial goes on without a note. */
  async begin(device: string): Promise<void> {
    try {
      await platform().files.writePrivate(this.#note(device), []);
    } catch {
      return;
    }
  }

  async forget(device: string): Promise<void> {
    await platform()
      .files.remove(this.#note(device))
      .catch(() => undefined);
  }

  async hasCrashed(device: string): Promise<boolean> {
    return platform()
      .files.isTaken(this.#note(device))
      .catch(() => false);
  }

  #note(device: string): string {
    return join(this.#folder, `trying-${device}`);
  }
}
