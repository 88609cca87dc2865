import type { Recipe } from './recipe';

/** A setting that others of the same recipe exclude. The schema cannot say so. */
export interface Exclusion {
  readonly key: string;
  readonly message: string;
  readonly hint: string;
  /** The value that goes with the others. */
  readonly instead: unknown;
}

/** The settings of a recipe that cannot be as they are; none in a recipe that can be painted with. */
export function exclusions({ clamp, gradientNormalization, initial, optimizer }: Recipe): Exclusion[] {
  const isLbfgs = optimizer.kind === 'lbfgs';
  const found: Exclusion[] = [];
  if (clamp && isLbfgs) {
    found.push({
      key: 'clamp',
      message: 'clamp: true does not go with the optimizer lbfgs.',
      hint: 'Set clamp to false.',
      instead: false,
    });
  }
  if (initial.image === 'file' && initial.file === undefined) {
    found.push({
      key: 'initial.image',
      message: 'initial.image is "file", but initial.file is not given.',
      hint: 'Set initial.file to a picture.',
      instead: 'content',
    });
  }
  if (gradientNormalization && isLbfgs && optimizer.lineSearch !== 'none') {
    found.push({
      key: 'gradientNormalization',
      message:
        'gradientNormalization does not go with a line search: the losses are not what the gradient is of.',
      hint: 'Set optimizer.lineSearch to none, or optimizer.kind to adam.',
      instead: false,
    });
  }
  return found;
}

/** Whether a switch that is off cannot be turned on beside the other settings. */
export const isExcluded = (recipe: Recipe, key: string): boolean =>
  exclusions({ ...recipe, [key]: true }).some((excluded) => excluded.key === key);
