import * as z from 'zod';

import { deferred } from '../../../channel/deferred';
import {
  errorSchema,
  rescuedPictureSchema,
  StylizeError,
  type RescuedPicture,
} from '../../../channel/errors';
import { Listeners } from '../../../client/listeners';
import type { RunEventData, RunHandle } from '../../../client/run-handle';
import type { RunResult } from '../../../contracts/engine';
import { endStates, type RunViewState } from '../../../contracts/run-view';
import type { LiveSettings } from '../../../recipe/live';
import { choicesSchema, pictureSchema } from '../choices/choices';
import { LossHistory } from './losses';

export type RunControl = Pick<
  RunHandle,
  'id' | 'state' | 'result' | 'on' | 'onState' | 'pause' | 'resume' | 'finish' | 'cancel' | 'update'
>;

const runSubjectSchema = z.object({
  content: pictureSchema,
  choices: choicesSchema,
  /** The recipe's title. */
  title: z.string(),
  /** From the recipe, until the engine has planned the run. */
  iterations: z.number(),
  /** Name under which the result is saved. */
  name: z.string(),
  /** Counts the runs of a picture from 1, to tell its results apart. */
  number: z.number(),
  /** Shared by runs that were started together: they are saved and reported together. */
  batch: z.string().optional(),
});
/** What a run is about, as it was when it was asked for. */
export type RunSubject = z.infer<typeof runSubjectSchema>;

const runEndSchema = z.object({
  state: z.enum(endStates),
  /** Milliseconds since 1970. */
  at: z.number(),
  /** The picture so far; a failed run may have one, too. */
  picture: z.object({ uri: z.string(), width: z.number(), height: z.number() }).optional(),
  iterations: z.number(),
  seconds: z.number(),
  error: errorSchema.optional(),
});
/** How a run has ended. */
export type RunEnd = z.infer<typeof runEndSchema>;

export const runNoteSchema = z.object({
  id: z.string(),
  subject: runSubjectSchema,
  /** Absent while it waits or goes on. */
  end: runEndSchema.optional(),
  hasBegun: z.boolean(),
  /** What the engine has written so far, in case the run never finishes. */
  kept: rescuedPictureSchema.optional(),
  saved: z.string().optional(),
  isRemoved: z.boolean(),
});
/** What the next window needs to know about a run. */
export type RunNote = z.infer<typeof runNoteSchema>;

export type Preview = RunEventData<'preview'>;
type Plan = RunEventData<'planned'>;
type Progress = RunEventData<'progress'>;

type Stage =
  | { readonly kind: 'queued' }
  /** `control`: once the engine has been asked. */
  | { readonly kind: 'live'; readonly control?: RunControl }
  | { readonly kind: 'ended'; readonly end: RunEnd };

export interface RunOptions {
  /** The address of a file that the engine has written. */
  readonly uriOf: (path: string) => string;
  readonly onError: (thrown: unknown) => void;
}

/** One run, from the moment it is requested until it is forgotten. */
export class Run {
  readonly id: string;
  readonly subject: RunSubject;
  readonly losses = new LossHistory();
  /** Never rejects. */
  readonly ended: Promise<RunEnd>;
  /** Where the person has saved its picture. */
  saved: string | undefined;
  /** Removed from the list by the person, who can still undo that. */
  isRemoved = false;
  readonly #options: RunOptions;
  readonly #states: Listeners<void>;
  readonly #progressed: Listeners<void>;
  readonly #previews: Listeners<Preview>;
  readonly #ended = deferred<RunEnd>();
  #stage: Stage = { kind: 'queued' };
  #phase: RunEventData<'phase'>['phase'] = 'preparing';
  #plan: Plan | undefined;
  #progress: Progress | undefined;
  #preview: Preview | undefined;
  #kept: RescuedPicture | undefined;
  #remarks: readonly string[] = [];

  constructor(id: string, subject: RunSubject, options: RunOptions) {
    this.id = id;
    this.subject = subject;
    this.#options = options;
    this.#states = new Listeners(options.onError);
    this.#progressed = new Listeners(options.onError);
    this.#previews = new Listeners(options.onError);
    this.ended = this.#ended.promise;
  }

  /** Restores a run of an earlier window. If it was running then, closing that window interrupted it. */
  static recalled({ id, subject, end, hasBegun, kept, saved, isRemoved }: RunNote, options: RunOptions): Run {
    const run = new Run(id, subject, options);
    run.saved = saved;
    run.isRemoved = isRemoved;
    if (end) run.#end(end);
    else if (hasBegun) run.#fail(cutOff(kept));
    return run;
  }

  get note(): RunNote {
    const { id, subject, end, saved, isRemoved } = this;
    return {
      id,
      subject,
      ...(end && { end }),
      hasBegun: this.#stage.kind !== 'queued',
      ...(this.isActive && this.#kept && { kept: this.#kept }),
      ...(saved !== undefined && { saved }),
      isRemoved,
    };
  }

  get plan(): Plan | undefined {
    return this.#plan;
  }

  get progress(): Progress | undefined {
    return this.#progress;
  }

  /** The newest. */
  get preview(): Preview | undefined {
    return this.#preview;
  }

  /** Remarks for the person, a sentence or two each. */
  get remarks(): readonly string[] {
    return this.#remarks;
  }

  get end(): RunEnd | undefined {
    return this.#stage.kind === 'ended' ? this.#stage.end : undefined;
  }

  get picture(): RunEnd['picture'] {
    return this.end?.picture;
  }

  get isQueued(): boolean {
    return this.#stage.kind === 'queued';
  }

  get isActive(): boolean {
    return this.#stage.kind === 'live';
  }

  get state(): RunViewState {
    if (this.#stage.kind === 'ended') return this.#stage.end.state;
    if (this.#stage.kind === 'queued') return 'queued';
    const state = this.#stage.control?.state;
    if (state === 'paused') return state;
    if (this.#phase === 'saving') return 'saving';
    if (state === 'finishing') return 'finishing';
    return this.#phase === 'preparing' ? 'preparing' : 'running';
  }

  onState(listener: () => void): () => void {
    return this.#states.add(listener);
  }

  /** As often as the engine takes a step. */
  onProgress(listener: () => void): () => void {
    return this.#progressed.add(listener);
  }

  onPreview(listener: (preview: Preview) => void): () => void {
    return this.#previews.add(listener);
  }

  /** Leaves the queue. `start` sends the request. Resolves when it has been sent, or the run has ended. */
  async begin(start: () => Promise<RunControl>): Promise<void> {
    this.#enter({ kind: 'live' });
    try {
      const control = await start();
      if (this.isActive) this.#follow(control);
      else control.cancel();
      control.result.catch(() => undefined);
    } catch (thrown) {
      this.#fail(StylizeError.from(thrown));
    }
  }

  async pause(): Promise<void> {
    await this.#control?.pause();
  }

  async resume(): Promise<void> {
    await this.#control?.resume();
  }

  /** Ends early and keeps what there is. */
  async stop(): Promise<void> {
    await this.#control?.finish();
  }

  /** Ends at once and keeps nothing. */
  cancel(): void {
    const control = this.#control;
    if (this.isActive) this.#end({ state: 'cancelled', ...this.#soFar });
    control?.cancel();
  }

  /** Changes what can be changed during a run. */
  async update(settings: LiveSettings): Promise<void> {
    await this.#control?.update(settings);
  }

  get #control(): RunControl | undefined {
    return this.#stage.kind === 'live' ? this.#stage.control : undefined;
  }

  get #soFar(): Pick<RunEnd, 'at' | 'iterations' | 'seconds'> {
    const { iteration = 0, secondsElapsed = 0 } = this.#progress ?? {};
    return { at: Date.now(), iterations: iteration, seconds: secondsElapsed };
  }

  #follow(control: RunControl): void {
    control.onState(() => {
      if (this.isActive) this.#states.emit();
    });
    control.on('planned', (plan) => {
      this.#plan = plan;
      this.#states.emit();
    });
    control.on('remark', ({ message }) => {
      this.#remarks = [...this.#remarks, message];
      this.#states.emit();
    });
    control.on('kept', ({ path, width, height, iterations }) => {
      this.#kept = { path, width, height, iterations };
      this.#states.emit();
    });
    control.on('phase', ({ phase }) => {
      this.#phase = phase;
      this.#states.emit();
    });
    control.on('progress', (progress) => {
      this.#progress = progress;
      this.losses.add({ iteration: progress.iteration, ...progress.losses });
      this.#progressed.emit();
    });
    control.on('preview', (preview) => {
      this.#preview = preview;
      this.#previews.emit(preview);
    });
    control.result.then(
      (result) => {
        this.#finish(result);
      },
      (thrown: unknown) => {
        this.#fail(StylizeError.from(thrown));
      },
    );
    this.#enter({ kind: 'live', control });
  }

  #finish({ stopped, out, width, height, iterations, seconds }: RunResult): void {
    const picture = { uri: this.#options.uriOf(out), width, height };
    this.#end({ state: stopped ? 'stopped' : 'done', at: Date.now(), picture, iterations, seconds });
  }

  #fail(error: StylizeError): void {
    if (error.code === 'cancelled') {
      this.#end({ state: 'cancelled', ...this.#soFar });
      return;
    }
    const { rescued, ...data } = error.toData();
    const picture = rescued && {
      uri: this.#options.uriOf(rescued.path),
      width: rescued.width,
      height: rescued.height,
    };
    this.#end({
      state: 'failed',
      ...this.#soFar,
      error: data,
      ...(picture && { picture }),
      ...(rescued && { iterations: rescued.iterations }),
    });
  }

  #end(end: RunEnd): void {
    if (this.#stage.kind === 'ended') return;
    this.#stage = { kind: 'ended', end };
    this.#ended.resolve(end);
    this.#states.emit();
  }

  #enter(stage: Stage): void {
    this.#stage = stage;
    this.#states.emit();
  }
}

const cutOff = (rescued: RescuedPicture | undefined) =>
  new StylizeError('engine-failed', 'The window was closed while this picture was painted.', {
    hint: 'Start it again.',
    rescued,
  });
