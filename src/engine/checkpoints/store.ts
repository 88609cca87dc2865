import { join } from 'node:path';

import { StylizeError } from '../../channel/errors';
import * as l10n from '../../channel/l10n';
import type { Checkpoint } from '../../contracts/checkpoints';
import { platform } from '../platform/platform';
import { readCheckpoint, readCheckpointRecord, writeCheckpoint } from './checkpoint-file';
import { parseRunRecord, summaryOf, type RunRecord } from './run-record';

export interface CheckpointLimits {
  readonly count: number;
  /** Of all together. */
  readonly bytes: number;
}

const defaultLimits: CheckpointLimits = { count: 10, bytes: 4 * 2 ** 30 };

interface Entry {
  readonly id: string;
  readonly name: string;
  /** The process that paints it, or did when it was killed. */
  readonly owner: string | undefined;
}

/** Those that this process paints, by folder and id: files name the process, not the store. */
const held = new Set<string>();

/**
 * The checkpoints of the person's runs, a file each. A file whose run is being painted has the engine's process in its
 * name: `3f9a2c1e.12345-81d0e4-77ab09.checkpoint`. To take a run over is to give its file another name, which of two
 * engines only one can.
 */
export class CheckpointStore {
  readonly #folder: string;
  readonly #limits: CheckpointLimits;

  constructor(folder: string, limits: CheckpointLimits = defaultLimits) {
    this.#folder = folder;
    this.#limits = limits;
  }

  get limits(): CheckpointLimits {
    return this.#limits;
  }

  /** Those that can be read, the newest first. */
  async list(): Promise<Checkpoint[]> {
    await platform().files.removeLeftovers(this.#folder);
    const read = await Promise.all((await this.#entries()).map((entry) => this.#summary(entry)));
    return read.filter((summary) => summary !== undefined).sort((a, b) => b.savedAt - a.savedAt);
  }

  /** For a run that begins. There is nothing on the disk until its first checkpoint. */
  begin(): CheckpointSlot {
    const id = Array.from(crypto.getRandomValues(new Uint8Array(4)), (byte) =>
      byte.toString(16).padStart(2, '0'),
    ).join('');
    return this.#slot(id);
  }

  /**
   * Takes a run over.
   *
   * @throws StylizeError `bad-checkpoint` when there is none, `busy` when an engine is painting it
   */
  async claim(id: string): Promise<CheckpointSlot> {
    await platform().files.removeLeftovers(this.#folder);
    const entry = await this.#find(id);
    if (held.has(this.#key(id)) || this.#isActive(entry)) throw this.#busy(entry);
    const slot = this.#slot(id);
    try {
      await platform().files.rename(join(this.#folder, entry.name), slot.path);
    } catch (cause) {
      held.delete(this.#key(id));
      // Another engine was faster, or has removed it.
      if (await this.#find(id).then((found) => this.#isActive(found))) throw this.#busy(entry);
      throw unusable(
        l10n.t`The checkpoint ${id} cannot be taken over: ${StylizeError.from(cause).words.message}.`,
      );
    }
    return slot;
  }

  /** @throws StylizeError `busy` when an engine is painting it */
  async discard(id: string): Promise<void> {
    const entry = (await this.#entries()).find((each) => each.id === id);
    if (!entry) return;
    if (this.#isActive(entry)) throw this.#busy(entry);
    const path = join(this.#folder, entry.name);
    const kept = await readCheckpointRecord(path).then(
      ({ record }) => parseRunRecord(record, path).kept,
      () => undefined,
    );
    await platform().files.remove(path);
    if (kept)
      await platform()
        .files.remove(kept.path)
        .catch(() => undefined);
  }

  /** Removes the oldest until the others keep to the limits; those that a person has stopped first. */
  async prune(own: CheckpointSlot, ownBytes: number): Promise<void> {
    const others = (await this.list())
      .filter(({ id, active }) => id !== own.id && !active)
      .sort((a, b) => Number(b.stopped) - Number(a.stopped) || a.savedAt - b.savedAt);
    let bytes = others.reduce((sum, other) => sum + other.bytes, ownBytes);
    let count = others.length + 1;
    for (const other of others) {
      if (count <= this.#limits.count && bytes <= this.#limits.bytes) return;
      await this.discard(other.id);
      count--;
      bytes -= other.bytes;
    }
  }

  /** Later than all that are there, even if the clock has been set back. */
  async nextTime(): Promise<number> {
    const newest = (await this.list())[0]?.savedAt ?? -Infinity;
    return Math.max(Date.now(), newest + 1);
  }

  #slot(id: string): CheckpointSlot {
    held.add(this.#key(id));
    return new CheckpointSlot(id, this, this.#folder, () => {
      held.delete(this.#key(id));
    });
  }

  async #entries(): Promise<Entry[]> {
    const names = await platform()
      .files.list(this.#folder)
      .catch(() => []);
    return names.flatMap((name) => {
      const [, id, owner] = /^([0-9a-f]+)(?:\.([0-9a-z-]+))?\.checkpoint$/.exec(name) ?? [];
      return id === undefined ? [] : [{ id, name, owner }];
    });
  }

  async #find(id: string): Promise<Entry> {
    const entry = (await this.#entries()).find((each) => each.id === id);
    if (entry) return entry;
    throw unusable(l10n.t`There is no checkpoint ${id}. Its run has ended, or it was removed.`);
  }

  #key(id: string): string {
    return join(this.#folder, id);
  }

  #isActive({ id, owner }: Entry): boolean {
    if (owner === undefined) return false;
    const state = platform().processes.stateOf(owner);
    return state === 'this' ? held.has(this.#key(id)) : state !== 'dead';
  }

  #busy({ name, owner }: Entry): StylizeError {
    const isElsewhere = owner !== undefined && platform().processes.stateOf(owner) === 'unknown';
    return new StylizeError('busy', l10n.t`Another Stylize is painting this picture.`, {
      file: join(this.#folder, name),
      hint: isElsewhere
        ? l10n.t`It runs on another machine, or did: if it no longer does, rename the file to ${name.replace(/\..*\./, '.')}.`
        : l10n.t`Wait until it is done, or stop it there.`,
    });
  }

  async #summary(entry: Entry): Promise<Checkpoint | undefined> {
    const path = join(this.#folder, entry.name);
    try {
      const { record, bytes } = await readCheckpointRecord(path);
      return summaryOf(parseRunRecord(record, path), { id: entry.id, bytes, active: this.#isActive(entry) });
    } catch {
      // Gone in the meantime, damaged, or another version's.
      return undefined;
    }
  }
}

/** The checkpoint of a run that this process paints. */
export class CheckpointSlot {
  readonly id: string;
  readonly #store: CheckpointStore;
  readonly #folder: string;
  readonly #release: () => void;

  constructor(id: string, store: CheckpointStore, folder: string, release: () => void) {
    this.id = id;
    this.#store = store;
    this.#folder = folder;
    this.#release = release;
  }

  get path(): string {
    return join(this.#folder, `${this.id}.${platform().processes.own}.checkpoint`);
  }

  /** Most bytes that it may have. */
  get limit(): number {
    return this.#store.limits.bytes;
  }

  /** @throws StylizeError `bad-checkpoint`, or an Error with the system's code */
  async read(): Promise<{ record: RunRecord; state: object }> {
    const { record, state } = await readCheckpoint(this.path);
    return { record: parseRunRecord(record, this.path), state };
  }

  /** Replaces the one before, and removes old ones of other runs. Throws an Error with the system's code. */
  async write(record: Omit<RunRecord, 'savedAt'>, state: object): Promise<void> {
    const savedAt = await this.#store.nextTime();
    const bytes = await writeCheckpoint(this.path, { ...record, savedAt } satisfies RunRecord, state);
    await this.#store.prune(this, bytes).catch(() => undefined);
  }

  /** Leaves it to whoever goes on with the run. Never rejects. */
  async leave(): Promise<void> {
    await platform()
      .files.rename(this.path, join(this.#folder, `${this.id}.checkpoint`))
      .catch(() => undefined);
    this.#release();
  }

  /** Never rejects. */
  async discard(): Promise<void> {
    await platform()
      .files.remove(this.path)
      .catch(() => undefined);
    this.#release();
  }
}

function unusable(message: l10n.Words): StylizeError {
  return new StylizeError('bad-checkpoint', message, {
    hint: l10n.t`"stylize resume" lists the runs that can go on.`,
  });
}
