import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { StylizeError } from '../../channel/errors';
import * as l10n from '../../channel/l10n';
import { ensurePrivateFolder, privateFileMode } from '../../user-folder/private-folder';
import type { Memory } from '../model/memory';

/**
 * Keeps each value in a file. VS Code in a browser writes its own memory seconds later, and loses it on a reload. Here a
 * value is on the disk before a view shows it: small files, written at once and replaced atomically.
 */
export class FileMemory implements Memory {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Reads the file each time, since another window may have changed it. A damaged file counts as missing. */
  get(key: string): unknown {
    const text = this.#read(key);
    if (text === undefined) return undefined;
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return undefined;
    }
  }

  update(key: string, value: unknown): void {
    const file = this.#fileOf(key);
    const text = value === undefined ? undefined : JSON.stringify(value);
    if (text === this.#read(key)) return;
    try {
      ensurePrivateFolder(this.#folder);
      if (text === undefined) rmSync(file, { force: true });
      else replaceFile(file, text);
    } catch (cause) {
      throw new StylizeError('unwritable-output', l10n.t`What you have changed cannot be kept for later.`, {
        file,
        hint: l10n.t`Check that the disk has room and that the folder can be written.`,
        cause,
      });
    }
  }

  #read(key: string): string | undefined {
    try {
      return readFileSync(this.#fileOf(key), 'utf8');
    } catch {
      return undefined;
    }
  }

  #fileOf(key: string): string {
    return join(this.#folder, `${key}.json`);
  }
}

/** Replaces the file atomically, so that nobody reads half of it. */
function replaceFile(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text, { mode: privateFileMode });
    renameSync(temporary, file);
  } catch (thrown) {
    rmSync(temporary, { force: true });
    throw thrown;
  }
}
