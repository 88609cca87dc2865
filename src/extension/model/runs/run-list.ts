import { randomUUID } from 'node:crypto';

import * as z from 'zod';

import { Listeners } from '../../../client/listeners';
import type { Memory } from '../memory';
import { Run } from './run';
import { runNoteSchema, type RunNote, type RunSubject } from './run-note';
import type { CompleteChoices } from './run-request';

export interface RunListOptions {
  readonly files: {
    uriOf(path: string): string;
    /** Removes what the engine has written, with its folder. */
    remove(uri: string): Promise<void>;
  };
  /** Has the engine forget the state of a run. */
  readonly discard: (checkpoint: string) => void;
  readonly memory: Memory;
  readonly onError: (thrown: unknown) => void;
}

/** What is known of a run that has begun elsewhere. */
type Known = Partial<Pick<RunNote, 'out' | 'saved' | 'checkpoint' | 'hasBegun'>>;

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

  /** Runs that have ended before their time and can be continued, the latest first. */
  get resumable(): readonly Run[] {
    return this.ended.filter((run) => run.canResume && !run.isRemoved);
  }

  /** Adds a run that was cut off elsewhere. */
  adopt(
    choices: CompleteChoices,
    {
      about,
      ...known
    }: Pick<RunNote, 'out' | 'saved' | 'checkpoint'> & {
      readonly about: Omit<RunSubject, 'content' | 'choices' | 'number'>;
    },
  ): Run {
    const run = this.append(choices, about, { ...known, hasBegun: true });
    this.update();
    return run;
  }

  /** The person was asked to resume a run. */
  markOffered(id: string): void {
    const run = this.find(id);
    if (run) run.isOffered = true;
    this.update();
  }

  /** Tells which states of runs the engine still has. */
  keepCheckpoints(ids: ReadonlySet<string>): void {
    for (const run of this.#list) if (run.canResume && !ids.has(run.checkpoint!.id)) run.forgetCheckpoint();
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

  protected create(
    choices: CompleteChoices,
    about: Omit<RunSubject, 'content' | 'choices'>,
    known: Known = {},
  ): Run {
    const subject = { ...about, content: choices.content, choices };
    const note = { id: randomUUID(), subject, hasBegun: false, isRemoved: false, isOffered: false, ...known };
    return Run.recalled(note, this.#runOptions);
  }

  /** Adds a run at the end, or before all that wait. Removed runs can no longer be restored. */
  protected append(
    choices: CompleteChoices,
    about: Omit<RunSubject, 'content' | 'choices' | 'number'>,
    { isFirst = false, ...known }: Known & { readonly isFirst?: boolean } = {},
  ): Run {
    this.#forgetRemoved();
    const numbers = this.#list
      .filter(({ subject }) => subject.content.uri === choices.content.uri)
      .map(({ subject }) => subject.number);
    const run = this.create(choices, { ...about, number: Math.max(0, ...numbers) + 1 }, known);
    const waiting = isFirst ? this.queue : [];
    this.#list = [...this.#list.filter((each) => !waiting.includes(each)), run, ...waiting];
    return run;
  }

  /** Has a run wait to be continued where it was. */
  protected requeue(run: Run): Run {
    const again = Run.resumed(run);
    this.#replace(run, again);
    return again;
  }

  /** Keeps all unsaved results, and what can be resumed. */
  protected forgetOldest(): void {
    const oldest = this.ended.slice(mostEnded);
    this.#drop(oldest.filter((run) => run.saved !== undefined || !(run.picture ?? run.checkpoint)));
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
      if (!ids.includes(run.id) || run.isActive) continue;
      // Nothing of what was painted is lost by taking it from the queue.
      if (run.isQueued && run.checkpoint) this.#replace(run, Run.setAside(run));
      else run.isRemoved = isRemoved;
    }
    this.update();
  }

  #forgetRemoved(): void {
    this.#drop(this.#list.filter((run) => run.isRemoved));
  }

  #drop(runs: readonly Run[]): void {
    this.#list = this.#list.filter((run) => !runs.includes(run));
    const { files, discard } = this.#options;
    // Others are painted on from their pictures.
    const initial = this.#list.map(({ subject }) => subject.choices.changes['initial.file']);
    const used = new Set(initial.map((path) => (typeof path === 'string' ? files.uriOf(path) : '')));
    for (const { picture, out, checkpoint } of runs) {
      if (checkpoint) discard(checkpoint.id);
      const file = picture?.uri ?? (out === undefined ? undefined : files.uriOf(out));
      if (file !== undefined && !used.has(file)) this.removeFile(file);
    }
  }

  #replace(run: Run, by: Run): void {
    this.#list = this.#list.map((each) => (each === run ? by : each));
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
