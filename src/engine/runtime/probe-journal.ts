import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ensurePrivateFolder, privateFileMode } from '../../user-folder/private-folder';

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
      ensurePrivateFolder(this.#folder);
      await writeFile(this.#note(device), String(process.pid), { mode: privateFileMode });
    } catch {
      return;
    }
  }

  async forget(device: string): Promise<void> {
    await rm(this.#note(device), { force: true }).catch(() => undefined);
  }

  async hasCrashed(device: string): Promise<boolean> {
    return stat(this.#note(device)).then(
      () => true,
      () => false,
    );
  }

  #note(device: string): string {
    return join(this.#folder, `trying-${device}`);
  }
}
