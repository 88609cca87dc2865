/** How the positions of a range input, 0 to `steps`, map to values. */
export interface SliderScale {
  readonly steps: number;
  toValue(position: number): number;
  /** The nearest position; a value beyond the scale's ends gets the end. */
  toPosition(value: number): number;
}

/** Enough that a step is finer than a pixel of the slider, and few enough that 3 digits tell steps apart. */
const steps = 200;

export interface LogScaleOptions {
  readonly minimum: number;
  readonly maximum: number;
  /** Whether the leftmost position is 0, for weights that can be switched off. */
  readonly zero?: boolean;
}

/** Equal distances are equal factors. Good for weights, whose useful range spans orders of magnitude. */
export function logScale({ minimum, maximum, zero = false }: LogScaleOptions): SliderScale {
  const first = zero ? 1 : 0;
  const ratio = Math.log(maximum / minimum) / (steps - first);
  return {
    steps,
    toValue: (position) =>
      position < first ? 0 : significant(minimum * Math.exp(ratio * (position - first)), 3),
    toPosition: (value) => {
      if (!(value > 0)) return 0;
      return clamp(first + Math.round(Math.log(value / minimum) / ratio), first, steps);
    },
  };
}

export function linearScale({
  minimum,
  maximum,
  step,
}: {
  readonly minimum: number;
  readonly maximum: number;
  readonly step: number;
}): SliderScale {
  const count = Math.round((maximum - minimum) / step);
  return {
    steps: count,
    // Rounded, so that 3 steps of 0.1 read 0.3.
    toValue: (position) => Number((minimum + position * step).toFixed(6)),
    toPosition: (value) => clamp(Math.round((value - minimum) / step), 0, count),
  };
}

/** Two orders of magnitude to each side of the recipe's own value, so that the slider starts in the middle. */
export function weightScale(original: number): SliderScale {
  const centre = original > 0 ? original : 1;
  return logScale({ minimum: centre / 100, maximum: centre * 100, zero: true });
}

export function significant(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

export function clamp(value: number, minimum: number, maximum: number): number {
  return Math.min(Math.max(value, minimum), maximum);
}
