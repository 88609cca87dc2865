import type { StylizeError } from '../channel/errors';
import type { RunningEngine } from './process/engine-start';

export type EngineState = 'stopped' | 'starting' | 'ready' | 'busy' | 'restarting' | 'failed';

export interface EngineStatus {
  readonly state: EngineState;
  /** The engine that is running. */
  readonly engine?: RunningEngine | undefined;
  /** Why it is restarting or has failed. */
  readonly error?: StylizeError | undefined;
}
