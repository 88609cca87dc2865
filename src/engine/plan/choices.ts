import type { Choice } from '../../contracts/engine';
import type { OptimizeRecipe } from '../../recipe/recipe';
import { decide, longSeconds, type Decision, type Question } from './decide';
import { totalIterations, type Scale } from './scales';

export interface Alternatives extends Question {
  readonly decision: Decision;
  /** Of the same run with another recipe. */
  readonly scalesOf: (recipe: OptimizeRecipe) => readonly Scale[];
  /** The same run with another network or on another device. */
  readonly others: readonly Other[];
}

export interface Other extends Pick<Choice, 'kind' | 'settings' | 'device'> {
  readonly question: Question;
}

/** A size that is proposed is a multiple of it. */
const sizeStep = 64;
const leastSize = 128;
/** With fewer a picture is hardly begun. */
const leastIterations = 20;
/** Of the free memory, what a run may be allowed. */
const boldShare = 0.9;
/** Something else must take so much less time to be worth a word. */
const worthwhile = 0.7;

/** What to do instead of a run that needs too much memory or time, the closest to it first. */
export function choicesOf(alternatives: Alternatives): Choice[] {
  if (alternatives.decision.concerns.length === 0) return [];
  return [
    ...smallerSize(alternatives),
    ...fewerIterations(alternatives),
    ...otherwise(alternatives),
    ...moreMemory(alternatives),
  ];
}

/** The largest size that needs neither too much memory nor too long. */
function smallerSize(alternatives: Alternatives): Choice[] {
  const { recipe, scales, scalesOf } = alternatives;
  const { width, height } = scales.at(-1)!;
  const present = recipe.measure === 'height' ? height : Math.max(width, height);
  for (let size = Math.ceil(present / sizeStep - 1) * sizeStep; size >= leastSize; size -= sizeStep) {
    const question = { ...alternatives, scales: scalesOf({ ...recipe, size }) };
    const decision = decide(question);
    if (decision.concerns.length === 0) return [choice('size', { size }, question, decision)];
  }
  return [];
}

function fewerIterations(alternatives: Alternatives): Choice[] {
  const { recipe, scales, scalesOf, decision } = alternatives;
  if (!decision.concerns.includes('time')) return [];
  // Two digits are enough.
  const most = (totalIterations(scales) * longSeconds) / decision.seconds;
  const iterations = most < 100 ? Math.floor(most) : Math.floor(most / 10) * 10;
  if (iterations < leastIterations) return [];
  const question = { ...alternatives, scales: scalesOf({ ...recipe, iterations }) };
  return [choice('iterations', { iterations }, question, decide(question))];
}

function otherwise({ decision, others }: Alternatives): Choice[] {
  return others.flatMap(({ kind, settings, device, question }) => {
    const other = decide(question);
    const isBetter = decision.concerns.every((concern) =>
      concern === 'time' ? other.seconds < worthwhile * decision.seconds : !other.concerns.includes('memory'),
    );
    return isBetter ? [{ ...choice(kind, settings, question, other), ...(device && { device }) }] : [];
  });
}

/** The same run with more of the memory that is free. */
function moreMemory(alternatives: Alternatives): Choice[] {
  const { decision, limits } = alternatives;
  const { bytes, bytesAvailable = 0, budget = Infinity } = decision;
  const memoryBytes = Math.floor(boldShare * bytesAvailable);
  if (bytes <= budget || bytes > memoryBytes) return [];
  const question = { ...alternatives, limits: { ...limits, memoryBytes } };
  return [{ ...choice('memory', {}, question, decide(question)), memoryBytes }];
}

function choice(
  kind: Choice['kind'],
  settings: Choice['settings'],
  { scales }: Question,
  { bytes, seconds }: Decision,
): Choice {
  const { width, height } = scales.at(-1)!;
  return { kind, settings, width, height, bytes, seconds };
}
