import type { RecipeOption } from '../../../src/recipe/options';
import {
  linearScale,
  logScale,
  significant,
  weightScale,
  type SliderScale,
} from '../../shared/values/slider-scale';

/** Useful ranges of options that allow much more. */
const usefulRanges: Readonly<Record<string, SliderScale>> = {
  'style.scale': logScale({ minimum: 0.25, maximum: 4 }),
  'optimizer.learningRate': logScale({ minimum: 0.01, maximum: 100 }),
  'scales.from': wholeNumbers(logScale({ minimum: 32, maximum: 512 })),
  'initial.deviation': logScale({ minimum: 0.001, maximum: 255, zero: true }),
};

/**
 * The slider scale for a number; undefined where a field is better: for whole numbers and unlimited ones.
 *
 * @param original the recipe's own value
 */
export function scaleOf({ key, type }: RecipeOption, original: unknown): SliderScale | undefined {
  if (type.kind !== 'number') return undefined;
  if (Object.hasOwn(usefulRanges, key)) return usefulRanges[key];
  if (key.endsWith('.weight')) return weightScale(typeof original === 'number' ? original : 0);
  const { minimum, maximum, whole } = type;
  if (whole) return undefined;
  if (maximum - minimum <= 1)
    return linearScale({ minimum, maximum: Math.floor(maximum * 100) / 100, step: 0.01 });
  return minimum > 0 && maximum / minimum <= 200 ? logScale({ minimum, maximum }) : undefined;
}

function wholeNumbers(scale: SliderScale): SliderScale {
  return { ...scale, toValue: (position) => Math.round(scale.toValue(position)) };
}

/** The next number up (`1`) or down (`-1`): a tenth more or less, or one for whole numbers. */
export function nextNumber({ key, type }: RecipeOption, from: number, direction: 1 | -1): number {
  if (type.kind === 'number' && type.whole) return from + direction * (key === 'iterations' ? 50 : 1);
  if (from === 0) return direction === 1 ? 0.001 : 0;
  return significant(from * 1.1 ** direction, 3);
}

/** The nearest number that an option allows. */
export function allowedNumber({ type }: RecipeOption, wanted: number): number {
  if (type.kind !== 'number') return wanted;
  const limited = Math.min(Math.max(wanted, type.minimum), type.maximum);
  return type.whole ? Math.round(limited) : limited;
}
