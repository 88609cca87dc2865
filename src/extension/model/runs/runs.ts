import { StylizeError, type ErrorCode } from '../../../channel/errors';
import type { Clock } from '../../../client/clock';
import { Listeners } from '../../../client/listeners';
import type { Changes } from '../../../recipe/values/changes';
import type { EngineAccess } from '../catalog';
import type { Choices, Picture } from '../choices/choices';
import type { Memory } from '../memory';
import { Throttle } from '../throttle';
import type { Run, RunSubject } from './run';
import { RunList } from './run-list';
import { complete, runRequest, type CompleteChoices } from './run-request';

/** Where a run's files are. */
export interface RunFiles {
  /** A path that the engine can read, whatever file system the picture is in. */
  pathOf(picture: Picture): Promise<string>;
  /** Where the engine writes a result of this name: a folder of its own. */
  resultPath(name: string): Promise<string>;
  /** Where the engine writes a picture that is needed only for a while. */
  temporaryPath(name: string): Promise<string>;
  uriOf(path: string): string;
  /** Removes what the engine has written, with its folder. */
  remove(uri: string): Promise<void>;
}

export interface RunPreferences {
  /** Recipe values that the person's settings override. */
  readonly recipeDefaults: Changes;
  readonly previewMilliseconds: number;
  resultName(choices: CompleteChoices): string;
  /** Whether the result of a picture records how it was made. */
  writesMetadata(content: Picture): boolean;
}

export interface RunsOptions {
  readonly engine: EngineAccess;
  readonly files: RunFiles;
  readonly memory: Memory;
  readonly preferences: () => RunPreferences;
  /** The changes that the chosen recipe accepts. */
  readonly changesOf: (choices: Choices) => Promise<Changes>;
  readonly clock: Clock;
  readonly onError: (thrown: unknown) => void;
}

/** Views hear of a run's progress at most this often. */
const progressMilliseconds = 100;

/** Errors that the next run would hit, too. A crash is not one of them: the engine is restarted. */
export const hopeless: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'network-missing',
  'device-unavailable',
  'bad-recipe',
  'unknown-recipe',
  'bad-setting',
]);

/** Runs the queue, one run at a time. */
export class Runs extends RunList {
  readonly #options: RunsOptions;
  readonly #progressed: Listeners<Run>;
  readonly #ended: Listeners<Run>;
  readonly #throttle: Throttle;
  #latest: Run | undefined;
  /** A run that is not in the list. */
  #unlisted: Run | undefined;
  #isHeld: boolean;
  #isReserved = false;

  constructor(options: RunsOptions) {
    super(options);
    this.#options = options;
    const { clock, onError } = options;
    this.#progressed = new Listeners(onError);
    this.#ended = new Listeners(onError);
    this.#throttle = new Throttle(clock, progressMilliseconds, () => {
      if (this.active) this.#progressed.emit(this.active);
    });
    this.#latest = this.interrupted;
    // From an earlier window: the person decides when to continue.
    this.#isHeld = this.queue.length > 0;
    for (const run of this.queue) this.#follow(run);
  }

  /** The active run, or the last one of this window, or the one that closing the last window interrupted. */
  get current(): Run | undefined {
    return this.active ?? this.#latest;
  }

  /** Whether the queue waits for the person. */
  get isHeld(): boolean {
    return this.#isHeld && this.queue.length > 0;
  }

  /** Whether no run can start now. */
  get isBusy(): boolean {
    return this.#isReserved || this.#isAtWork;
  }

  get #isAtWork(): boolean {
    return this.active !== undefined || this.#unlisted !== undefined;
  }

  onProgress(listener: (run: Run) => void): () => void {
    return this.#progressed.add(listener);
  }

  /** Includes cancelled runs. */
  onEnd(listener: (run: Run) => void): () => void {
    return this.#ended.add(listener);
  }

  /**
   * Adds a run to the end of the queue. It starts at once if nothing else is running, even if the queue is waiting for
   * the person.
   *
   * @throws StylizeError `usage` when a picture is missing
   */
  add(choices: Choices, about: Pick<RunSubject, 'title' | 'iterations' | 'batch'>): Run {
    const whole = complete(choices);
    const run = this.append(whole, { ...about, name: this.#options.preferences().resultName(whole) });
    this.#follow(run);
    if (this.#isHeld && !this.isBusy) void this.#begin(run);
    this.#next();
    this.update();
    return run;
  }

  override restore(...ids: readonly string[]): void {
    super.restore(...ids);
    this.#next();
  }

  override forget(): void {
    this.#latest = this.active;
    super.forget();
  }

  /** Continues a queue that was waiting for the person. */
  continue(): void {
    this.#isHeld = false;
    this.#next();
    this.update();
  }

  /** The person has seen how it ended. */
  dismiss(id: string): void {
    if (this.#latest?.id === id) this.#latest = undefined;
    this.update();
  }

  /**
   * Starts a run outside the list, after the engine was reserved for it.
   *
   * @throws StylizeError `busy`, `usage` when a picture is missing
   */
  startUnlisted(choices: Choices, title: string): Run {
    if (this.#isAtWork) throw busy();
    const name = 'picture.png';
    const run = this.create(complete(choices), { title, iterations: 0, name, number: 0 });
    this.#unlisted = run;
    void run.ended.then(() => {
      this.#unlisted = undefined;
      this.#next();
      this.update();
    });
    void this.#start(run, () => this.#options.files.temporaryPath(name), 0);
    return run;
  }

  /**
   * Keeps queued runs from starting until the returned function is called.
   *
   * @throws StylizeError `busy`
   */
  reserve(): () => void {
    if (this.isBusy) throw busy();
    this.#isReserved = true;
    this.update();
    return () => {
      this.#isReserved = false;
      this.#next();
      this.update();
    };
  }

  override dispose(): void {
    super.dispose();
    this.#throttle.dispose();
    this.#progressed.clear();
    this.#ended.clear();
  }

  #next(): void {
    const [next] = this.queue;
    if (!next) this.#isHeld = false;
    if (next && !this.#isHeld && !this.isBusy && !this.isDisposed) void this.#begin(next);
  }

  async #begin(run: Run): Promise<void> {
    const { files, preferences } = this.#options;
    this.#latest = run;
    let out: string | undefined;
    void run.ended.then(({ picture }) => {
      if (out !== undefined && !picture) this.removeFile(files.uriOf(out));
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
      this.update();
    });
    run.onProgress(() => {
      this.#throttle.request();
    });
    void run.ended.then(({ error }) => {
      // Closing the window interrupted it: the next window has to know.
      if (this.isDisposed) return;
      if (error && this.#isHopeless(error.code)) this.#isHeld = true;
      this.forgetOldest();
      this.#ended.emit(run);
      this.#next();
      this.update();
    });
  }

  /** Only the person restarts an engine that has given up. */
  #isHopeless(code: ErrorCode): boolean {
    return hopeless.has(code) || (code === 'engine-failed' && this.#options.engine.status.state === 'failed');
  }
}

const busy = () =>
  new StylizeError('busy', 'A picture is being painted already.', {
    hint: 'Wait until it is done, or stop it.',
  });
