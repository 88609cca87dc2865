import * as l10n from '../channel/l10n';
import type { Recipe } from './recipe';

/** A setting that other settings of the same recipe exclude, which the schema cannot express. */
export interface Exclusion {
  readonly key: string;
  readonly message: l10n.Words;
  readonly hint: l10n.Words;
  /** The value that is compatible with the others. */
  readonly instead: unknown;
}

/** The settings of a recipe that others exclude; none in a valid recipe. */
export function exclusions(recipe: Recipe): Exclusion[] {
  if (recipe.method !== 'optimize') return [];
  const { clamp, gradientNormalization, initial, optimizer } = recipe;
  const isLbfgs = optimizer.kind === 'lbfgs';
  const found: Exclusion[] = [];
  if (clamp && isLbfgs && optimizer.lineSearch !== 'backtracking') {
    found.push({
      key: 'clamp',
      message: l10n.t`clamp: true can be combined with the optimizer lbfgs only if its lineSearch is backtracking.`,
      hint: l10n.t`Set clamp to false, or optimizer.lineSearch to backtracking.`,
      instead: false,
    });
  }
  if (clamp && optimizer.space === 'pyramid') {
    found.push({
      key: 'clamp',
      message: l10n.t`clamp: true cannot be combined with optimizer.space: pyramid, whose variables are not colours.`,
      hint: l10n.t`Set clamp to false.`,
      instead: false,
    });
  }
  if (initial.image === 'file' && initial.file === undefined) {
    found.push({
      key: 'initial.image',
      message: l10n.t`initial.image is "file", but initial.file is not given.`,
      hint: l10n.t`Set initial.file to a picture.`,
      instead: 'content',
    });
  }
  if (gradientNormalization && isLbfgs && optimizer.lineSearch === 'strong-wolfe') {
    found.push({
      key: 'gradientNormalization',
      message: l10n.t`gradientNormalization cannot be combined with optimizer.lineSearch: strong-wolfe, as the gradient is not that of the losses.`,
      hint: l10n.t`Set optimizer.lineSearch to backtracking, or optimizer.kind to adam.`,
      instead: false,
    });
  }
  return found;
}

/** Whether the other settings do not allow a switch to be turned on. */
export const isExcluded = (recipe: Recipe, key: string): boolean =>
  exclusions({ ...recipe, [key]: true }).some((excluded) => excluded.key === key);
