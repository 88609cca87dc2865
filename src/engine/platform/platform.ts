import type { Files } from './files';
import type { Pictures } from './pictures';

/** What the engine needs from the place that it runs in: a process of Node today, a Worker of a browser later. */
export interface Platform {
  readonly files: Files;
  readonly pictures: Pictures;
  /** Lets the messages that have arrived be handled before the next step. */
  readonly pause: Pause;
  /** The process that this is, and others. */
  readonly processes: Processes;
  /** How much memory is free, in bytes. */
  readonly memory: () => number;
  /** How much memory the engine occupies, in bytes: what is resident of it. */
  readonly residentMemory: () => number;
}

export interface Processes {
  /** Names this process among all that may share its files, in letters, digits and hyphens. */
  readonly own: string;
  /** What has become of a process, by such a name. `unknown`: it is another machine's. */
  stateOf(name: string): 'this' | 'alive' | 'dead' | 'unknown';
}

export type Pause = () => Promise<void>;

let chosen: Platform | undefined;

/** Chooses the platform, once, before the engine does anything. A process or a Worker is one platform. */
export function usePlatform(platform: Platform): void {
  chosen = platform;
}

export function platform(): Platform {
  if (!chosen) throw new Error('No platform has been chosen: call usePlatform first.');
  return chosen;
}
