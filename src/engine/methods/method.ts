import type { Announcement } from '../../channel/channel';
import type { ParsedParams } from '../../channel/contract';
import type { EngineContract, Losses, Outline } from '../../contracts/engine';
import type { Weights } from '../../recipe/live';
import type { Recipe } from '../../recipe/recipe';
import type { Picture } from '../imaging/picture';
import type { Plan, PlanServices, RunRequest } from '../plan/plan';
import type { RunControl } from './run-control';

/**
 * A way to paint. A recipe names its method. `Run` does what all methods share: previews, copies, the result's file.
 */
export interface Method<State extends object = object, P extends Plan = Plan> {
  /**
   * Decides everything before the painting begins.
   *
   * @throws StylizeError for everything that would make the painting fail later
   */
  plan(request: RunRequest, services: PlanServices): Promise<P>;

  /**
   * What a run would be if it were started.
   *
   * @param mayTry whether steps may be tried: not while the device is at work
   * @throws StylizeError as `plan`, as far as it can be told without the style pictures
   */
  forecast(
    recipe: Recipe,
    request: ParsedParams<EngineContract, 'forecast'>,
    services: PlanServices,
    mayTry: boolean,
  ): Promise<Outline>;

  /**
   * Paints, and tells the reporter how it goes.
   *
   * @param from a state of the same plan, from which it goes on; its arrays are taken over
   * @throws StylizeError `cancelled`, or the reason why it failed
   */
  paint(plan: P, control: RunControl, reporter: Reporter, from?: State): Promise<Painted>;
}

/** A picture as a method has it at some moment, at the size at which it is painted, before its colours are finished. */
export interface Painting extends Picture {
  /** Since the beginning of the run. */
  readonly iterations: number;
  /** Those of the last step. */
  readonly weights: Weights;
  /** Whether a person has changed the weights. */
  readonly adjusted: boolean;
}

export interface Painted {
  readonly painting: Painting;
  /** Of the picture as its file will hold it: see `RunResult`. */
  readonly losses: Losses;
  /** Pauses do not count. */
  readonly seconds: number;
}

/** What there is to have between two steps. Every picture is a copy; the state is not. */
export interface Moment<State extends object = object> {
  readonly painting: () => Painting;
  /** The last painting that was in order; undefined while there is none. */
  readonly sound: () => Painting | undefined;
  /** All that the painting's future depends on: plain data, for `paint`. Its arrays change with the next step. */
  readonly state: () => State;
}

/** Whom a method tells of a painting under way. */
export interface Reporter {
  phase(phase: Announcement<EngineContract, 'phase'>['phase']): void;
  /** The painting goes on from a state, so that there is a picture before the first step. */
  restored(progress: Pick<Progress, 'iteration' | 'secondsElapsed'>, moment: Moment): void;
  /** A step was taken. What is wanted of the moment is taken before this resolves, and the next step waits for it. */
  stepped(progress: Progress, moment: Moment): Promise<void>;
  /** The person has paused it. The next step waits until this resolves. */
  paused(): Promise<void>;
  /** A size is done. Whatever happens to the run from now on, this painting is there. */
  reached(painting: Painting): Promise<void>;
}

export type Progress = Omit<Announcement<EngineContract, 'progress'>, 'run' | 'iterations'>;
