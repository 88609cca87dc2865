import { deferred } from '../../../channel/deferred';
import { StylizeError, type RescuedPicture } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import { Listeners } from '../../../client/listeners';
import type { RunEventData, RunHandle } from '../../../client/run-handle';
import type { RunResult } from '../../../contracts/engine';
import type { RunViewState } from '../../../contracts/run-view';
import type { LiveSettings } from '../../../recipe/live';
import { LossHistory } from './losses';
import type { RunCheckpoint, RunEnd, RunNote, RunSubject } from './run-note';

export type RunControl = Pick<
  RunHandle,
  'id' | 'state' | 'result' | 'on' | 'onState' | 'pause' | 'resume' | 'finish' | 'cancel' | 'update'
>;

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
  /** Where the engine writes its picture. */
  out: string | undefined;
  /** Removed from the list by the person, who can still undo that. */
  isRemoved = false;
  /** Whether the person was asked to resume it. */
  isOffered = false;
  /** Whether it continues from where an earlier engine has left it. */
  isContinued = false;
  readonly #options: RunOptions;
  readonly #states: Listeners<void>;
  readonly #progressed: Listeners<void>;
  readonly #previews: Listeners<Preview>;
  readonly #recoveries: Listeners<l10n.Words>;
  readonly #ended = deferred<RunEnd>();
  #stage: Stage = { kind: 'queued' };
  #phase: RunEventData<'phase'>['phase'] = 'preparing';
  #plan: Plan | undefined;
  #progress: Progress | undefined;
  #preview: Preview | undefined;
  #kept: RescuedPicture | undefined;
  #checkpoint: RunCheckpoint | undefined;
  #remarks: readonly l10n.Words[] = [];

  constructor(id: string, subject: RunSubject, options: RunOptions) {
    this.id = id;
    this.subject = subject;
    this.#options = options;
    this.#states = new Listeners(options.onError);
    this.#progressed = new Listeners(options.onError);
    this.#previews = new Listeners(options.onError);
    this.#recoveries = new Listeners(options.onError);
    this.ended = this.#ended.promise;
  }

  /** Restores a run of an earlier window. If it was running then, closing that window interrupted it. */
  static recalled(note: RunNote, options: RunOptions): Run {
    const { id, subject, end, hasBegun, out, kept, checkpoint, saved, isRemoved, isOffered } = note;
    const run = new Run(id, subject, options);
    Object.assign(run, { out, saved, isRemoved, isOffered });
    run.#kept = kept;
    run.#checkpoint = checkpoint;
    run.isContinued = checkpoint !== undefined && !hasBegun;
    if (end) run.#end(end);
    else if (hasBegun && checkpoint) run.#interrupt(checkpoint, kept);
    else if (hasBegun) run.#fail(cutOff(kept));
    return run;
  }

  /** The same run, waiting to be continued where it was. */
  static resumed(run: Run): Run {
    const note = { ...run.note, end: undefined, hasBegun: false, isOffered: false };
    return Run.recalled(note, run.#options);
  }

  /** The same run, as it was before it was to be resumed. */
  static setAside(run: Run): Run {
    return Run.recalled({ ...run.note, hasBegun: true, isOffered: true }, run.#options);
  }

  get note(): RunNote {
    const { id, subject, end, out, checkpoint, saved, isRemoved, isOffered } = this;
    return {
      id,
      subject,
      ...(end && { end }),
      hasBegun: this.#stage.kind !== 'queued',
      ...(out !== undefined && { out }),
      ...(this.#kept && (!end || checkpoint) && { kept: this.#kept }),
      ...(checkpoint && { checkpoint }),
      ...(saved !== undefined && { saved }),
      isRemoved,
      isOffered,
    };
  }

  /** The newest state of the run that the engine has stored. */
  get checkpoint(): RunCheckpoint | undefined {
    return this.#checkpoint;
  }

  /** Whether it has ended before its time and can be continued. */
  get canResume(): boolean {
    return this.end !== undefined && this.#checkpoint !== undefined;
  }

  /** The engine no longer has its state. */
  forgetCheckpoint(): void {
    this.#checkpoint = undefined;
    const { end } = this;
    if (end?.state === 'interrupted') {
      this.#stage = { kind: 'ended', end: { ...end, state: 'failed', error: cutOff(undefined).toData() } };
    }
    this.#states.emit();
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
  get remarks(): readonly l10n.Words[] {
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

  /** Another engine goes on with it, since the first one was lost: why and how, in a sentence. */
  onRecovery(listener: (message: l10n.Words) => void): () => void {
    return this.#recoveries.add(listener);
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
      this.#remark(message);
    });
    control.on('resumed', ({ message }) => {
      this.#remark(message);
      this.#recoveries.emit(message);
    });
    control.on('kept', ({ path, width, height, iterations }) => {
      this.#kept = { path, width, height, iterations };
      this.#states.emit();
    });
    control.on('checkpoint', ({ id, iteration }) => {
      const { iterations = 0, fraction = 0, secondsElapsed: seconds = 0 } = this.#progress ?? {};
      this.#checkpoint = { id, iteration, iterations, fraction, seconds, at: Date.now() };
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

  #remark(message: l10n.Words): void {
    this.#remarks = [...this.#remarks, message];
    this.#states.emit();
  }

  #finish({ stopped, out, width, height, iterations, seconds }: RunResult): void {
    const picture = { uri: this.#options.uriOf(out), width, height };
    this.#end({ state: stopped ? 'stopped' : 'done', at: Date.now(), picture, iterations, seconds });
  }

  #interrupt(checkpoint: RunCheckpoint, kept: RescuedPicture | undefined): void {
    const { iteration, seconds, at } = checkpoint;
    const picture = this.#pictureOf(kept);
    this.#end({
      state: 'interrupted',
      at,
      iterations: iteration,
      seconds,
      ...(picture && { picture }),
    });
  }

  #fail(error: StylizeError): void {
    if (error.code === 'cancelled') {
      this.#end({ state: 'cancelled', ...this.#soFar });
      return;
    }
    const { rescued, ...data } = error.toData();
    const picture = this.#pictureOf(rescued);
    this.#end({
      state: 'failed',
      ...this.#soFar,
      error: data,
      ...(picture && { picture }),
      ...(rescued && { iterations: rescued.iterations }),
    });
  }

  #pictureOf(rescued: RescuedPicture | undefined): RunEnd['picture'] {
    if (!rescued) return undefined;
    const { path, width, height } = rescued;
    return { uri: this.#options.uriOf(path), width, height };
  }

  #end(end: RunEnd): void {
    if (this.#stage.kind === 'ended') return;
    // The engine keeps the state of what went wrong or was cut off, and nothing of what the person has ended.
    if (end.state !== 'failed' && end.state !== 'interrupted') this.#checkpoint = undefined;
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
  new StylizeError('engine-failed', l10n.t`The window was closed while this picture was painted.`, {
    hint: l10n.t`Start it again.`,
    rescued,
  });
