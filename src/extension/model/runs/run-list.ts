import { randomUUID } from 'node:crypto';

import * as z from 'zod';

import { Listeners } from '../../../client/listeners';
import type { Memory } from '../memory';
import { Run, runNoteSchema, type RunSubject } from './run';
import type { CompleteChoices } from './run-request';

export interface RunListOptions {
  readonly files: {
    uriOf(path: string): string;
    /** Removes what the engine has written, with its folder. */
    remove(uri: string): Promise<void>;
  };
  readonly memory: Memory;
  readonly onError: (thrown: unknown) => void;
}

const memoryKey = 'runs';

/** Beyond this number, the oldest ended runs without an unsaved result are forgotten. */
const mostEnded = 50;

/** The runs of a workspace: queued, active and ended. They are kept for the next window. */
export class RunList {
  /** The run that closing the last window interrupted. */
  protected readonly interrupted: Run | undefined;
  readonly #options: RunListOptions;
  readonly #changed: Listeners<void>;
  /** In the order in which they start. */
  #list: readonly Run[];
  #isDisposed = false;

  constructor(options: RunListOptions) {
    this.#options = options;
    const { memory, onError } = options;
    this.#changed = new Listeners(onError);
    const remembered = z.array(runNoteSchema).safeParse(memory.get(memoryKey));
    const notes = remembered.success ? remembered.data : [];
    this.#list = notes.map((note) => Run.recalled(note, this.#runOptions));
    this.interrupted = this.#list.find((_, index) => notes[index]!.hasBegun && !notes[index]!.end);
    this.#forgetRemoved();
    this.#save();
  }

  /** Includes removed runs, as long as that can be undone. */
  get all(): readonly Run[] {
    return this.#list;
  }

  get active(): Run | undefined {
    return this.#list.find((run) => run.isActive);
  }

  /** Queued runs, the next one first. */
  get queue(): readonly Run[] {
    return this.#list.filter((run) => run.isQueued && !run.isRemoved);
  }

  /** Ended runs, the latest first, including removed ones. */
  get ended(): readonly Run[] {
    return this.#list
      .filter((run) => run.end)
      .reverse()
      .sort((a, b) => b.end!.at - a.end!.at);
  }

  /** Ended runs with a picture, the latest first. */
  get results(): readonly Run[] {
    return this.ended.filter((run) => run.picture && !run.isRemoved);
  }

  find(id: string): Run | undefined {
    return this.#list.find((run) => run.id === id);
  }

  /** Called when the list or the state of a run changes. */
  onChange(listener: () => void): () => void {
    return this.#changed.add(listener);
  }

  /** Moves a queued run by a number of places. */
  move(id: string, by: number): void {
    const queue = [...this.queue];
    const from = queue.findIndex((run) => run.id === id);
    const to = from + by;
    if (from < 0 || to < 0 || to >= queue.length) return;
    queue.splice(to, 0, ...queue.splice(from, 1));
    this.#list = [...this.#list.filter((run) => !queue.includes(run)), ...queue];
    this.update();
  }

  /** Removes runs that are not active. They can be restored until another run is added or the window closes. */
  remove(...ids: readonly string[]): void {
    this.#setRemoved(ids, true);
  }

  /** Restores removed runs. */
  restore(...ids: readonly string[]): void {
    this.#setRemoved(ids, false);
  }

  /** Forgets all runs except the active one, and deletes their pictures. */
  forget(): void {
    this.#drop(this.#list.filter((run) => !run.isActive));
    this.update();
  }

  /** @param saved address of the saved file; undefined when it is gone */
  markSaved(id: string, saved: string | undefined): void {
    const run = this.find(id);
    if (run) run.saved = saved;
    this.update();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#changed.clear();
  }

  protected get isDisposed(): boolean {
    return this.#isDisposed;
  }

  protected create(choices: CompleteChoices, about: Omit<RunSubject, 'content' | 'choices'>): Run {
    return new Run(randomUUID(), { ...about, content: choices.content, choices }, this.#runOptions);
  }

  /** Adds a run at the end. Removed runs can no longer be restored. */
  protected append(choices: CompleteChoices, about: Omit<RunSubject, 'content' | 'choices' | 'number'>): Run {
    this.#forgetRemoved();
    const numbers = this.#list
      .filter(({ subject }) => subject.content.uri === choices.content.uri)
      .map(({ subject }) => subject.number);
    const run = this.create(choices, { ...about, number: Math.max(0, ...numbers) + 1 });
    this.#list = [...this.#list, run];
    return run;
  }

  /** Keeps all unsaved results. */
  protected forgetOldest(): void {
    const oldest = this.ended.slice(mostEnded);
    this.#drop(oldest.filter((run) => run.saved !== undefined || !run.picture));
  }

  protected removeFile(uri: string): void {
    this.#options.files.remove(uri).catch(this.#options.onError);
  }

  /** Something has changed. */
  protected update(): void {
    this.#save();
    this.#changed.emit();
  }

  get #runOptions() {
    const { files, onError } = this.#options;
    return { uriOf: (path: string) => files.uriOf(path), onError };
  }

  #setRemoved(ids: readonly string[], isRemoved: boolean): void {
    for (const run of this.#list) {
      if (ids.includes(run.id) && !run.isActive) run.isRemoved = isRemoved;
    }
    this.update();
  }

  #forgetRemoved(): void {
    this.#drop(this.#list.filter((run) => run.isRemoved));
  }

  #drop(runs: readonly Run[]): void {
    this.#list = this.#list.filter((run) => !runs.includes(run));
    for (const { picture } of runs) if (picture) this.removeFile(picture.uri);
  }

  #save(): void {
    if (this.#isDisposed) return;
    const notes = this.#list.map(({ note }) => note);
    try {
      this.#options.memory.update(memoryKey, notes.length > 0 ? notes : undefined);
    } catch (thrown) {
      this.#options.onError(thrown);
    }
  }
}
