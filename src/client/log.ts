import { createWriteStream, renameSync, statSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';

import { ensurePrivateFolder, privateFileMode } from '../user-folder/private-folder';

export type LogLevel = 'debug' | 'info' | 'warning' | 'error';

/** Receives the engine's output and the client's own messages. */
export interface Log {
  append(level: LogLevel, line: string): void;
  /** Where a person can read it. */
  readonly file?: string | undefined;
}

export interface LogEntry {
  readonly time: Date;
  readonly level: LogLevel;
  readonly line: string;
}

/** Keeps the newest lines. */
export class MemoryLog implements Log {
  readonly #capacity: number;
  readonly #entries: LogEntry[] = [];

  constructor(capacity = 1000) {
    this.#capacity = capacity;
  }

  /** Oldest first. */
  get entries(): readonly LogEntry[] {
    return this.#entries;
  }

  append(level: LogLevel, line: string): void {
    this.#entries.push({ time: new Date(), level, line });
    if (this.#entries.length > this.#capacity) this.#entries.shift();
  }
}

/** A log larger than this is renamed to `.old` before the next one begins. */
const rotateBytes = 2 ** 20;

/**
 * Appends lines like `2026-01-31T12:00:00.000Z warning text` to a file, which the first line opens. A log that cannot be
 * written is dropped silently: it must never make a run fail.
 */
export class FileLog implements Log {
  readonly file: string;
  #stream: WriteStream | undefined;
  #closed = false;

  constructor(file: string) {
    this.file = file;
  }

  append(level: LogLevel, line: string): void {
    if (this.#closed) return;
    this.#stream ??= this.#open();
    this.#stream?.write(`${new Date().toISOString()} ${level} ${line}\n`);
  }

  /** Resolves when everything is in the file. */
  close(): Promise<void> {
    this.#closed = true;
    const stream = this.#stream;
    this.#stream = undefined;
    if (!stream || stream.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      stream.once('close', resolve);
      stream.end();
    });
  }

  #open(): WriteStream | undefined {
    try {
      ensurePrivateFolder(dirname(this.file));
      const size = statSync(this.file, { throwIfNoEntry: false })?.size ?? 0;
      if (size > rotateBytes) renameSync(this.file, `${this.file}.old`);
    } catch {
      this.#closed = true;
      return undefined;
    }
    const stream = createWriteStream(this.file, { flags: 'a', mode: privateFileMode });
    stream.on('error', () => {
      this.#closed = true;
    });
    return stream;
  }
}
