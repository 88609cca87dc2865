import type { Estimate, Limits } from '../../contracts/engine';
import { platform } from '../platform/platform';
import { calibrate, type StepKind } from './calibration';
import { Costs, usesMainMemory, type Manner } from './costs';
import type { Scale } from './scales';

export interface Question extends StepKind {
  /** Smallest first. */
  readonly scales: readonly Scale[];
  readonly limits: Limits;
  /** How much memory is free, in bytes; the machine says, when it is left out. */
  readonly bytesAvailable?: number;
}

/** How a run will be computed, and what it will take. */
export interface Decision extends Manner, Omit<Estimate, 'tile' | 'history' | 'choices'> {
  /** How many bytes the engine may keep for the next picture meanwhile. */
  readonly spare: number;
}

/** Sides of cores to choose from, in pixels: the larger, the less is computed twice. */
const cores = [1024, 768, 512, 384, 256];
/** With fewer pairs L-BFGS learns less; with this many, in as few steps as a size gets, nearly as much as with ten. */
const usefulHistory = 3;
const leastHistory = 1;
/** A run that takes longer is not started without a word. */
export const longSeconds = 30 * 60;
/** A run may use this much even on a crowded machine. */
const leastBudget = 1e9;

/**
 * Decides whether a picture is computed as a whole or in tiles, and how many pairs L-BFGS keeps, so that the run fits its
 * budget: as a whole if it can be, then in the largest tiles. With a budget that is too small for any it takes the smallest.
 */
export function decide(question: Question): Decision {
  const { division, device, scales, limits } = question;
  const costs = new Costs(question);
  const full = scales.at(-1)!;
  const bytesAvailable = usesMainMemory(device.id)
    ? Math.round(question.bytesAvailable ?? platform().memory())
    : undefined;
  const budget =
    bytesAvailable === undefined
      ? undefined
      : Math.round(limits.memoryBytes ?? Math.max(leastBudget, bytesAvailable / 2));
  const manner = mannerOf(question, costs, budget);
  const needed = costs.bytes(full, manner);
  // Beside a picture in tiles nothing is kept.
  const spare = manner.tile === undefined ? Math.max(0, (budget ?? Infinity) - needed) : 0;
  const styles = division.flat().length;
  const seconds = costs.seconds(scales, styles, manner);
  return {
    ...manner,
    bytes: needed + Math.min(spare, costs.keptBytes(full)),
    spare,
    seconds,
    ...(budget !== undefined && { budget }),
    ...(bytesAvailable !== undefined && { bytesAvailable }),
    concerns: [
      ...(budget !== undefined && needed > budget ? (['memory'] as const) : []),
      ...(seconds > longSeconds ? (['time'] as const) : []),
    ],
  };
}

function mannerOf({ recipe, scales, limits: { tile } }: Question, costs: Costs, budget = Infinity): Manner {
  const full = scales.at(-1)!;
  const wanted = recipe.optimizer.kind === 'lbfgs' ? recipe.optimizer.history : 0;
  /** As many pairs as there is room for; negative when there is none even for a step. */
  const pairsBeside = (side: number | undefined) => {
    const room = budget - costs.bytes(full, { tile: side, history: 0 });
    return room < 0 ? -1 : Math.min(wanted, Math.floor(room / costs.pairBytes(full)));
  };
  const sides = tile === undefined ? [undefined, ...cores] : [tile];
  const useful = Math.min(wanted, usefulHistory);
  const fitting = sides.find((side) => pairsBeside(side) >= useful);
  if (sides.includes(fitting) && pairsBeside(fitting) >= useful)
    return { tile: fitting, history: pairsBeside(fitting) };
  const smallest = sides.at(-1);
  return { tile: smallest, history: Math.max(Math.min(wanted, leastHistory), pairsBeside(smallest)) };
}

/** Tries steps first where the answer matters: where the run is long, or may not fit. */
export async function decideWell(question: Question): Promise<Decision> {
  const guess = decide(question);
  const { seconds, bytes, budget = Infinity } = guess;
  if (seconds < worthwhileSeconds && bytes < budget / 2) return guess;
  await calibrate(question);
  return decide(question);
}

/** A run that takes longer does not mind the second that trying steps takes. */
const worthwhileSeconds = 60;
