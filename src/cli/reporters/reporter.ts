import type { RunEventData } from '../../client/run-handle';
import type { RunResult } from '../../contracts/engine';

export type Plan = RunEventData<'planned'>;
export type Phase = RunEventData<'phase'>['phase'];
export type Progress = RunEventData<'progress'>;
export type Saved = RunEventData<'saved'>;

/** Tells a person, or a program, how a run goes. */
export interface RunReporter {
  planned(plan: Plan): void;
  phase(phase: Phase): void;
  progress(progress: Progress): void;
  saved(saved: Saved): void;
  /** A remark to the person, whatever form the rest takes. */
  notice(text: string): void;
  done(result: RunResult): void;
  /** The run is over, also when it has failed. */
  close(): void;
}
