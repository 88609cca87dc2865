import type { Values } from './backend';

export type Feeds = ReadonlyMap<string, Values>;

/** A program, compiled for a device. */
export interface Executable {
  /** Gives an input a value for all runs to come. */
  set(name: string, values: Values): void;
  /**
   * @param feeds the other inputs, for this run
   * @returns the outputs by name; where their sizes are known beforehand the next run overwrites them
   */
  run(feeds: Feeds): Promise<Feeds>;
  dispose(): Promise<void>;
}
