import * as z from 'zod';

import { Listeners } from '../../client/listeners';
import type { RunEventData, RunHandle } from '../../client/run-handle';
import type { RunResult } from '../../protocol/engine';
import { StylizeError } from '../../protocol/errors';
import type { RunViewState } from '../../protocol/panel';
import type { LiveSettings } from '../../protocol/recipe';
import { LossHistory } from './losses';
import { choicesSchema, pictureSchema } from './selection';

export type RunControl = Pick<
  RunHandle,
  'id' | 'state' | 'result' | 'on' | 'onState' | 'pause' | 'resume' | 'finish' | 'cancel' | 'update'
>;

export const runSubjectSchema = z.object({
  content: pictureSchema,
  choices: choicesSchema,
  /** The recipe's title. */
  title: z.string(),
  /** As the recipe says, until the engine has planned the run. */
  iterations: z.number(),
  /** Name under which the result is saved. */
  name: z.string(),
});
/** What a run is about, as it was when it was started. */
export type RunSubject = z.infer<typeof runSubjectSchema>;

export type Preview = RunEventData<'preview'>;
type Plan = RunEventData<'planned'>;
type Progress = RunEventData<'progress'>;

export interface RunOutcome {
  readonly state: Extract<RunViewState, 'done' | 'stopped' | 'cancelled' | 'failed'>;
  readonly result?: RunResult;
  readonly error?: StylizeError;
}

/** One run, followed from its start: what there is to show of it at any moment. */
export class RunSession {
  readonly subject: RunSubject;
  readonly losses = new LossHistory();
  /** Never rejects. */
  readonly ended: Promise<RunOutcome>;
  readonly #run: RunControl;
  readonly #states: Listeners<void>;
  readonly #progressed: Listeners<void>;
  readonly #previews: Listeners<Preview>;
  #phase: RunEventData<'phase'>['phase'] = 'preparing';
  #plan: Plan | undefined;
  #progress: Progress | undefined;
  #preview: Preview | undefined;
  #outcome: RunOutcome | undefined;

  constructor(run: RunControl, subject: RunSubject, onError: (thrown: unknown) => void) {
    this.#run = run;
    this.subject = subject;
    this.#states = new Listeners(onError);
    this.#progressed = new Listeners(onError);
    this.#previews = new Listeners(onError);
    this.#follow();
    this.ended = run.result.then(
      (result) => this.#end({ state: result.stopped ? 'stopped' : 'done', result }),
      (thrown: unknown) => {
        const error = StylizeError.from(thrown);
        return this.#end(error.code === 'cancelled' ? { state: 'cancelled' } : { state: 'failed', error });
      },
    );
  }

  get id(): string {
    return this.#run.id;
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

  get outcome(): RunOutcome | undefined {
    return this.#outcome;
  }

  get isActive(): boolean {
    return this.#outcome === undefined && this.#run.state !== 'cancelled';
  }

  get state(): RunViewState {
    if (this.#outcome) return this.#outcome.state;
    const { state } = this.#run;
    if (state === 'cancelled' || state === 'paused') return state;
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

  pause(): Promise<void> {
    return this.#run.pause();
  }

  resume(): Promise<void> {
    return this.#run.resume();
  }

  /** Ends early and keeps what there is. */
  stop(): Promise<void> {
    return this.#run.finish();
  }

  /** Ends at once and keeps nothing. */
  cancel(): void {
    this.#run.cancel();
  }

  /** Changes what can be changed during a run. */
  update(settings: LiveSettings): Promise<void> {
    return this.#run.update(settings);
  }

  #follow(): void {
    const run = this.#run;
    run.onState(() => {
      this.#states.tell();
    });
    run.on('planned', (plan) => {
      this.#plan = plan;
      this.#states.tell();
    });
    run.on('phase', ({ phase }) => {
      this.#phase = phase;
      this.#states.tell();
    });
    run.on('progress', (progress) => {
      this.#progress = progress;
      this.losses.add({ iteration: progress.iteration, ...progress.losses });
      this.#progressed.tell();
    });
    run.on('preview', (preview) => {
      this.#preview = preview;
      this.#previews.tell(preview);
    });
  }

  #end(outcome: RunOutcome): RunOutcome {
    this.#outcome = outcome;
    this.#states.tell();
    return outcome;
  }
}
