import { randomUUID } from 'node:crypto';

import * as z from 'zod';

import type { Clock } from '../../client/clock';
import { Listeners } from '../../client/listeners';
import { StylizeError, type ErrorCode } from '../../protocol/errors';
import type { EngineAccess } from './catalogue';
import type { Changes } from './recipe-changes';
import { Run, runNoteSchema, type RunSubject } from './run';
import { complete, runRequest, type CompleteChoices } from './run-request';
import type { Choices, Memory, Picture } from './selection';
import { Throttle } from './throttle';

/** Where a run's files are. */
export interface RunFiles {
  /** A path that the engine can read, whatever file system the picture is in. */
  pathOf(picture: Picture): Promise<string>;
  /** Where the engine writes a result of this name: a place that belongs to nobody else. */
  resultPath(name: string): Promise<string>;
  /** Where the engine writes what is only to be looked at for a while. */
  passingPath(name: string): Promise<string>;
  uriOf(path: string): string;
  /** Removes what the engine has written into one of these places, and the place. */
  remove(uri: string): Promise<void>;
}

export interface RunPreferences {
  /** Values of the recipe that the person's settings replace. */
  readonly recipeDefaults: Changes;
  readonly previewMilliseconds: number;
  resultName(choices: CompleteChoices): string;
  /** Whether the result of a picture tells how it was made. */
  writesMetadata(content: Picture): boolean;
}

export interface RunsOptions {
  readonly engine: EngineAccess;
  readonly files: RunFiles;
  readonly memory: Memory;
  readonly preferences: () => RunPreferences;
  /** The changes of choices that their recipe takes. */
  readonly changesOf: (choices: Choices) => Promise<Changes>;
  readonly clock: Clock;
  readonly onError: (thrown: unknown) => void;
}

const memoryKey = 'runs';

/** Runs that are over and need not be kept any longer are forgotten beyond this number. */
const mostEnded = 50;

/** Views are told of a run's progress at most this often. */
const progressMilliseconds = 100;

/** Errors that the next run would meet as well. A crashed engine is none: it is started again. */
export const hopeless: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'network-missing',
  'device-unavailable',
  'bad-recipe',
  'unknown-recipe',
  'bad-setting',
]);

/**
 * The runs of a workspace: those that wait, the one that goes on, and those that are over. One goes on at a time, as the
 * engine does; when it is over, the next one begins. Kept for the next window.
 */
export class Runs {
  readonly #options: RunsOptions;
  readonly #changed: Listeners<void>;
  readonly #progressed: Listeners<Run>;
  readonly #ended: Listeners<Run>;
  readonly #throttle: Throttle;
  /** In the order in which they begin. */
  #list: readonly Run[];
  #current: Run | undefined;
  /** One that is in no list. */
  #aside: Run | undefined;
  #isHeld: boolean;
  #isReserved = false;
  #isDisposed = false;

  constructor(options: RunsOptions) {
    this.#options = options;
    const { clock, memory, onError } = options;
    this.#changed = new Listeners(onError);
    this.#progressed = new Listeners(onError);
    this.#ended = new Listeners(onError);
    this.#throttle = new Throttle(clock, progressMilliseconds, () => {
      if (this.active) this.#progressed.tell(this.active);
    });
    const remembered = z.array(runNoteSchema).safeParse(memory.get(memoryKey));
    const notes = remembered.success ? remembered.data : [];
    this.#list = notes.map((note) => Run.recalled(note, this.#runOptions));
    this.#current = this.#list.find((_, index) => notes[index]!.hasBegun && !notes[index]!.end);
    this.#forgetRemoved();
    this.#isHeld = this.queue.length > 0;
    this.#save();
  }

  /** Also those that were removed, as long as that can be undone. */
  get all(): readonly Run[] {
    return this.#list;
  }

  get active(): Run | undefined {
    return this.#list.find((run) => run.isActive);
  }

  /** The one that goes on, or the last of this window, or the one that was cut off with the window before. */
  get current(): Run | undefined {
    return this.active ?? this.#current;
  }

  /** Those that wait, the next one first. */
  get queue(): readonly Run[] {
    return this.#list.filter((run) => run.isQueued && !run.isRemoved);
  }

  /** Those that have left a picture, the last one first. */
  get results(): readonly Run[] {
    return this.ended.filter((run) => run.picture && !run.isRemoved);
  }

  /** Those that are over, the last one first; also the removed ones. */
  get ended(): readonly Run[] {
    return this.#list
      .filter((run) => run.end)
      .reverse()
      .sort((a, b) => b.end!.at - a.end!.at);
  }

  /** Whether the queue waits for the person. */
  get isHeld(): boolean {
    return this.#isHeld && this.queue.length > 0;
  }

  /** Whether nothing can begin now. */
  get isBusy(): boolean {
    return this.#isReserved || this.#isAtWork;
  }

  get #isAtWork(): boolean {
    return this.active !== undefined || this.#aside !== undefined;
  }

  /** The list has changed, or the state of a run. */
  onChange(listener: () => void): () => void {
    return this.#changed.add(listener);
  }

  onProgress(listener: (run: Run) => void): () => void {
    return this.#progressed.add(listener);
  }

  /** Also told of one that is cancelled. */
  onEnd(listener: (run: Run) => void): () => void {
    return this.#ended.add(listener);
  }

  find(id: string): Run | undefined {
    return this.#list.find((run) => run.id === id);
  }

  /**
   * Adds a run to the end of the queue. It begins at once when nothing else goes on, even while the queue waits for the
   * person.
   *
   * @throws StylizeError `usage` when a picture is missing
   */
  add(choices: Choices, about: Pick<RunSubject, 'title' | 'iterations' | 'batch'>): Run {
    const whole = complete(choices);
    const { content } = whole;
    this.#forgetRemoved();
    const numbers = this.#list
      .filter(({ subject }) => subject.content.uri === content.uri)
      .map(({ subject }) => subject.number);
    const run = this.#create(whole, {
      ...about,
      name: this.#options.preferences().resultName(whole),
      number: Math.max(0, ...numbers) + 1,
    });
    this.#list = [...this.#list, run];
    this.#follow(run);
    if (this.#isHeld && !this.isBusy) void this.#begin(run);
    this.#next();
    this.#update();
    return run;
  }

  /** Moves a run that waits by so many places. */
  move(id: string, by: number): void {
    const queue = [...this.queue];
    const from = queue.findIndex((run) => run.id === id);
    const to = from + by;
    if (from < 0 || to < 0 || to >= queue.length) return;
    queue.splice(to, 0, ...queue.splice(from, 1));
    this.#list = [...this.#list.filter((run) => !queue.includes(run)), ...queue];
    this.#update();
  }

  /** Takes runs that do not go on from the list. They are forgotten when another is added, or with the window. */
  remove(...ids: readonly string[]): void {
    this.#setRemoved(ids, true);
  }

  /** Gives back what was removed. */
  restore(...ids: readonly string[]): void {
    this.#setRemoved(ids, false);
    this.#next();
  }

  /** Forgets all runs but one that goes on, with the pictures that they have left and for good. */
  forget(): void {
    this.#forget(this.#list.filter((run) => !run.isActive));
    this.#current = this.active;
    this.#update();
  }

  /** Lets a queue that waits for the person go on. */
  continue(): void {
    this.#isHeld = false;
    this.#next();
    this.#update();
  }

  /** The person has seen how it has ended. */
  dismiss(id: string): void {
    if (this.#current?.id === id) this.#current = undefined;
    this.#changed.tell();
  }

  /** `saved`: where; undefined when it is no longer there. */
  markSaved(id: string, saved: string | undefined): void {
    const run = this.find(id);
    if (run) run.saved = saved;
    this.#update();
  }

  /**
   * Begins a run that is in no list, for whoever has reserved the engine.
   *
   * @throws StylizeError `busy`, `usage` when a picture is missing
   */
  startAside(choices: Choices, title: string): Run {
    if (this.#isAtWork) throw busy();
    const name = 'picture.png';
    const run = this.#create(complete(choices), { title, iterations: 0, name, number: 0 });
    this.#aside = run;
    void run.ended.then(() => {
      this.#aside = undefined;
      this.#next();
      this.#changed.tell();
    });
    void this.#start(run, () => this.#options.files.passingPath(name), 0);
    return run;
  }

  /**
   * Keeps everybody else from starting a run, until what it returns is called.
   *
   * @throws StylizeError `busy`
   */
  reserve(): () => void {
    if (this.isBusy) throw busy();
    this.#isReserved = true;
    this.#changed.tell();
    return () => {
      this.#isReserved = false;
      this.#next();
      this.#changed.tell();
    };
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#throttle.dispose();
    this.#changed.clear();
    this.#progressed.clear();
    this.#ended.clear();
  }

  get #runOptions() {
    const { files, onError } = this.#options;
    return { uriOf: (path: string) => files.uriOf(path), onError };
  }

  #create(choices: CompleteChoices, about: Omit<RunSubject, 'content' | 'choices'>): Run {
    return new Run(randomUUID(), { ...about, content: choices.content, choices }, this.#runOptions);
  }

  #next(): void {
    const [next] = this.queue;
    if (!next) this.#isHeld = false;
    if (next && !this.#isHeld && !this.isBusy && !this.#isDisposed) void this.#begin(next);
  }

  async #begin(run: Run): Promise<void> {
    const { files, preferences } = this.#options;
    this.#current = run;
    let out: string | undefined;
    void run.ended.then(({ picture }) => {
      if (out !== undefined && !picture) this.#removeFile(files.uriOf(out));
    });
    const path = async () => (out = await files.resultPath(run.subject.name));
    await this.#start(run, path, preferences().previewMilliseconds);
  }

  #start(run: Run, out: () => Promise<string>, previewMilliseconds: number): Promise<void> {
    const { engine, files, preferences, changesOf } = this.#options;
    return run.begin(async () => {
      const { choices } = run.subject;
      const changes = await changesOf(choices);
      const { recipeDefaults, ...preferred } = preferences();
      const request = await runRequest(complete({ ...choices, changes }), {
        pathOf: (picture) => files.pathOf(picture),
        recipeDefaults,
        out: await out(),
        previewMilliseconds,
        metadata: preferred.writesMetadata(run.subject.content),
      });
      return engine.run(request, run.id);
    });
  }

  #follow(run: Run): void {
    run.onState(() => {
      this.#update();
    });
    run.onProgress(() => {
      this.#throttle.request();
    });
    void run.ended.then(({ error }) => {
      // Cut off with the window, which the next one has to know.
      if (this.#isDisposed) return;
      if (error && this.#isHopeless(error.code)) this.#isHeld = true;
      this.#forgetOldest();
      this.#ended.tell(run);
      this.#next();
      this.#update();
    });
  }

  /** An engine that has failed for good is started again only by the person. */
  #isHopeless(code: ErrorCode): boolean {
    return hopeless.has(code) || (code === 'engine-failed' && this.#options.engine.status.state === 'failed');
  }

  #setRemoved(ids: readonly string[], isRemoved: boolean): void {
    for (const run of this.#list) {
      if (ids.includes(run.id) && !run.isActive) run.isRemoved = isRemoved;
    }
    this.#update();
  }

  #forgetRemoved(): void {
    this.#forget(this.#list.filter((run) => run.isRemoved));
  }

  /** Never what the person has not saved. */
  #forgetOldest(): void {
    const oldest = this.ended.slice(mostEnded);
    this.#forget(oldest.filter((run) => run.saved !== undefined || !run.picture));
  }

  #forget(runs: readonly Run[]): void {
    this.#list = this.#list.filter((run) => !runs.includes(run));
    for (const { picture } of runs) if (picture) this.#removeFile(picture.uri);
  }

  #removeFile(uri: string): void {
    this.#options.files.remove(uri).catch(this.#options.onError);
  }

  #update(): void {
    this.#save();
    this.#changed.tell();
  }

  #save(): void {
    if (this.#isDisposed) return;
    const notes = this.#list.map(({ note }) => note);
    void this.#options.memory.update(memoryKey, notes.length > 0 ? notes : undefined);
  }
}

const busy = () =>
  new StylizeError('busy', 'A picture is being painted already.', {
    hint: 'Wait until it is done, or stop it.',
  });
