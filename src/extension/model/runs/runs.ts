import { StylizeError, type ErrorCode } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import type { Clock } from '../../../client/clock';
import { hopeless } from '../../../client/hopeless';
import { Listeners } from '../../../client/listeners';
import type { Changes } from '../../../recipe/values/changes';
import type { EngineAccess } from '../catalog';
import type { Choices, Picture } from '../choices/choices';
import type { Memory } from '../memory';
import { Throttle } from '../throttle';
import type { Run } from './run';
import { RunList } from './run-list';
import type { RunSubject } from './run-note';
import { complete, runRequest, type CompleteChoices, type RunLimits } from './run-request';

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
  /** How often a run's state is stored. 0: never. */
  readonly checkpointSeconds: number;
  readonly limits: RunLimits;
  resultName(choices: CompleteChoices): string;
  /** Whether the result of a picture records how it was made. */
  writesMetadata(content: Picture): boolean;
}

export interface RunsOptions {
  readonly engine: EngineAccess;
  readonly files: RunFiles;
  readonly memory: Memory;
  /** Has the engine forget the state of a run. */
  readonly discard: (checkpoint: string) => void;
  readonly preferences: () => RunPreferences;
  /** The changes that the chosen recipe accepts. */
  readonly changesOf: (choices: Choices) => Promise<Changes>;
  readonly clock: Clock;
  readonly onError: (thrown: unknown) => void;
}

/** Views hear of a run's progress at most this often. */
const progressMilliseconds = 100;

/** Runs the queue, one run at a time. */
export class Runs extends RunList {
  readonly #options: RunsOptions;
  readonly #progressed: Listeners<Run>;
  readonly #ended: Listeners<Run>;
  readonly #recovered: Listeners<{ readonly run: Run; readonly message: l10n.Words }>;
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
    this.#recovered = new Listeners(onError);
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

  /** A run goes on in another engine, since the first one was lost. */
  onRecovery(listener: (recovery: { readonly run: Run; readonly message: l10n.Words }) => void): () => void {
    return this.#recovered.add(listener);
  }

  /**
   * Adds a run to the end of the queue, or to its beginning. It starts at once if nothing else is running, even if the
   * queue is waiting for the person.
   *
   * @throws StylizeError `usage` when a picture is missing
   */
  add(
    choices: Choices,
    about: Pick<RunSubject, 'title' | 'iterations' | 'batch'> & Partial<Pick<RunSubject, 'name'>>,
    { isFirst = false }: { readonly isFirst?: boolean } = {},
  ): Run {
    const whole = complete(choices);
    const { name = this.#options.preferences().resultName(whole) } = about;
    const run = this.append(whole, { ...about, name }, { isFirst });
    this.#follow(run);
    this.#admit(run);
    return run;
  }

  /** Has a run that was cut off continue where it was, at once or when it is its turn. */
  resume(id: string): void {
    const interrupted = this.find(id);
    if (!interrupted?.canResume) return;
    const run = this.requeue(interrupted);
    this.#follow(run);
    this.#admit(run);
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
    void this.#start(run, () => this.#options.files.temporaryPath(name), {
      previewMilliseconds: 0,
      checkpointSeconds: 0,
    });
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
    this.#recovered.clear();
  }

  /** Begins a run for which the person has asked now, if nothing else is running. */
  #admit(run: Run): void {
    if (this.#isHeld && !this.isBusy) void this.#begin(run);
    this.#next();
    this.update();
  }

  #next(): void {
    const [next] = this.queue;
    if (!next) this.#isHeld = false;
    if (next && !this.#isHeld && !this.isBusy && !this.isDisposed) void this.#begin(next);
  }

  async #begin(run: Run): Promise<void> {
    const { files, preferences } = this.#options;
    this.#latest = run;
    void run.ended.then(({ picture }) => {
      const { out, checkpoint } = run;
      if (out !== undefined && !picture && !checkpoint) this.removeFile(files.uriOf(out));
    });
    const { checkpoint } = run;
    if (checkpoint) await this.#startAgain(run, checkpoint.id);
    else {
      const path = async () => (run.out = await files.resultPath(run.subject.name));
      await this.#start(run, path, preferences());
    }
  }

  #startAgain(run: Run, checkpoint: string): Promise<void> {
    const { engine, preferences } = this.#options;
    return run.begin(() => {
      const { previewMilliseconds, limits } = preferences();
      const preview = { everyMilliseconds: previewMilliseconds };
      return Promise.resolve(engine.resume({ id: checkpoint, preview, limits: { ...limits } }, run.id));
    });
  }

  #start(
    run: Run,
    out: () => Promise<string>,
    {
      previewMilliseconds,
      checkpointSeconds,
    }: Pick<RunPreferences, 'previewMilliseconds' | 'checkpointSeconds'>,
  ): Promise<void> {
    const { engine, files, preferences, changesOf } = this.#options;
    return run.begin(async () => {
      const { choices } = run.subject;
      const changes = await changesOf(choices);
      const { recipeDefaults, limits, ...preferred } = preferences();
      const request = await runRequest(complete({ ...choices, changes }), {
        pathOf: (picture) => files.pathOf(picture),
        recipeDefaults,
        out: await out(),
        previewMilliseconds,
        metadata: preferred.writesMetadata(run.subject.content),
        limits,
        checkpointSeconds,
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
    run.onRecovery((message) => {
      this.#recovered.emit({ run, message });
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
  new StylizeError('busy', l10n.t`A picture is being painted already.`, {
    hint: l10n.t`Wait until it is done, or stop it.`,
  });
