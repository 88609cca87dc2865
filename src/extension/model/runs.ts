import type { Clock } from '../../client/clock';
import { Listeners } from '../../client/listeners';
import { StylizeError } from '../../protocol/errors';
import type { EngineAccess } from './catalogue';
import type { HistoryRecord } from './history';
import { interruptedRun, noteRun } from './interrupted';
import { maskOf } from './masks';
import type { Changes } from './recipe-changes';
import { RunSession, type RunOutcome, type RunSubject } from './run-session';
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
  /** Removes what the engine has written into one of these places. */
  remove(uri: string): Promise<void>;
}

export interface RunPreferences {
  /** Values of the recipe that the person's settings replace. */
  readonly recipeDefaults: Changes;
  readonly previewMilliseconds: number;
  resultName(choices: Choices & { readonly content: Picture }): string;
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

/** Told when a run is over; `record` when it has a result. */
export interface RunEnd {
  readonly session: RunSession;
  readonly outcome: RunOutcome;
  readonly record?: HistoryRecord;
}

type CompleteChoices = Choices & { readonly content: Picture };

/** Views are told of a run's progress at most this often. */
const progressMilliseconds = 100;

/** The window's runs: one at a time, as the engine does. */
export class Runs {
  readonly #options: RunsOptions;
  readonly #changed: Listeners<void>;
  readonly #progressed: Listeners<RunSession>;
  readonly #ended: Listeners<RunEnd>;
  readonly #throttle: Throttle;
  #current: RunSession | undefined;
  /** One that no view shows and no history keeps. */
  #aside: RunSession | undefined;
  #isReserved = false;
  #isStarting = false;
  #isDisposed = false;

  constructor(options: RunsOptions) {
    this.#options = options;
    const { clock, memory, onError } = options;
    this.#current = interruptedRun(memory, onError);
    this.#changed = new Listeners(onError);
    this.#progressed = new Listeners(onError);
    this.#ended = new Listeners(onError);
    this.#throttle = new Throttle(clock, progressMilliseconds, () => {
      if (this.#current?.isActive) this.#progressed.tell(this.#current);
    });
  }

  /** The one that goes on, or the last of this window, or the one that was cut off when it was closed before. */
  get current(): RunSession | undefined {
    return this.#current;
  }

  get active(): RunSession | undefined {
    return this.#current?.isActive ? this.#current : undefined;
  }

  /** Whether nothing can be started now. */
  get isBusy(): boolean {
    return this.#isReserved || this.#isAtWork;
  }

  get #isAtWork(): boolean {
    return this.#isStarting || this.active !== undefined || this.#aside !== undefined;
  }

  /** A run has begun, ended, or changed its state. */
  onChange(listener: () => void): () => void {
    return this.#changed.add(listener);
  }

  onProgress(listener: (session: RunSession) => void): () => void {
    return this.#progressed.add(listener);
  }

  onEnd(listener: (end: RunEnd) => void): () => void {
    return this.#ended.add(listener);
  }

  /**
   * Begins a run. Resolves when it has been handed to the engine, which may yet have to start.
   *
   * @throws StylizeError `busy`, `usage` when a picture is missing, `file-not-found`
   */
  async start(
    choices: Choices,
    about: { readonly title: string; readonly iterations: number },
  ): Promise<RunSession> {
    if (this.isBusy) throw busy();
    const name = (complete: CompleteChoices) => this.#options.preferences().resultName(complete);
    return this.#start(choices, async (complete) => {
      const { files, preferences } = this.#options;
      const { previewMilliseconds } = preferences();
      const path = await files.resultPath(name(complete));
      const session = await this.#begin(
        complete,
        { ...about, name: name(complete) },
        { path, previewMilliseconds },
      );
      this.#follow(session);
      return session;
    });
  }

  /**
   * Begins a run that is nobody's current one, for who has reserved the engine.
   *
   * @throws StylizeError as `start`
   */
  async startAside(choices: Choices, title: string): Promise<RunSession> {
    if (this.#isAtWork) throw busy();
    return this.#start(choices, async (complete) => {
      const name = 'picture.png';
      const path = await this.#options.files.passingPath(name);
      const about = { title, iterations: 0, name };
      const session = await this.#begin(complete, about, { path, previewMilliseconds: 0 });
      this.#aside = session;
      void session.ended.then(() => {
        this.#aside = undefined;
        this.#changed.tell();
      });
      return session;
    });
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
      this.#changed.tell();
    };
  }

  uriOf(path: string): string {
    return this.#options.files.uriOf(path);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#throttle.dispose();
    this.#changed.clear();
    this.#progressed.clear();
    this.#ended.clear();
  }

  async #start(
    choices: Choices,
    begin: (complete: CompleteChoices) => Promise<RunSession>,
  ): Promise<RunSession> {
    const { content, styles } = choices;
    if (!content || styles.length === 0) {
      throw new StylizeError('usage', content ? 'Choose a style first.' : 'Choose a picture first.');
    }
    this.#isStarting = true;
    try {
      return await begin({ ...choices, content });
    } finally {
      this.#isStarting = false;
      this.#changed.tell();
    }
  }

  async #begin(
    choices: CompleteChoices,
    about: Pick<RunSubject, 'title' | 'iterations' | 'name'>,
    output: { readonly path: string; readonly previewMilliseconds: number },
  ): Promise<RunSession> {
    const { engine, files, preferences, changesOf, onError } = this.#options;
    const { content, styles, recipe, device } = choices;
    const { recipeDefaults } = preferences();
    const changes = await changesOf(choices);
    const [contentPath, ...styleRequests] = await Promise.all([
      files.pathOf(content),
      ...styles.map(async (style) => {
        const mask = maskOf(style, content.uri);
        return {
          path: await files.pathOf(style),
          weight: style.weight,
          ...(mask !== undefined && { mask: { path: await files.pathOf({ uri: mask, name: 'mask.png' }) } }),
        };
      }),
    ]);
    const run = engine.run({
      content: contentPath,
      styles: styleRequests,
      recipe,
      settings: { ...recipeDefaults, ...changes },
      device,
      output: { path: output.path },
      preview: { everyMilliseconds: output.previewMilliseconds },
    });
    return new RunSession(run, { ...about, content, choices }, onError);
  }

  #follow(session: RunSession): void {
    this.#current = session;
    const { memory } = this.#options;
    noteRun(memory, session);
    session.onState(() => {
      this.#changed.tell();
    });
    session.onProgress(() => {
      this.#throttle.request();
    });
    void session.ended.then((outcome) => {
      // Cut off with the window: the next one shall know.
      if (this.#isDisposed) return;
      noteRun(memory, undefined);
      const record = this.#recordOf(session, outcome);
      this.#ended.tell({ session, outcome, ...(record && { record }) });
      this.#changed.tell();
    });
  }

  #recordOf(session: RunSession, { result }: RunOutcome): HistoryRecord | undefined {
    if (!result) return undefined;
    const { subject, id } = session;
    const { width, height, seconds } = result;
    return {
      id,
      uri: this.#options.files.uriOf(result.out),
      name: subject.name,
      recipe: subject.title,
      width,
      height,
      seconds,
      finishedAt: Date.now(),
      choices: subject.choices,
    };
  }
}

const busy = () =>
  new StylizeError('busy', 'A picture is being painted already.', {
    hint: 'Wait until it is done, or stop it.',
  });
