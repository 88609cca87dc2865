import type { PlainObject } from './plain-object';

/**
 * Weights that go with normalised gradients. The norm of each layer's gradient is then 1 before its weight, in any
 * recipe's convention, so that the weights of losses as they are would leave content 600 times as strong as style.
 * Found by eye, on the sample pictures: they look about as the recipe does without normalisation.
 */
const contentWeight = 1;
const styleWeight = 100;
/** Of means over pixels; total variation is not normalised, and its sums grow with the picture. */
const totalVariationWeights: Readonly<Record<string, number>> = {
  'squared-mean': 0.1,
  'squared-mean-swapped': 0.1,
};

/** Whether changes turn normalised gradients on. */
export const normalizesNow = (before: unknown, value: unknown): boolean => value === true && before !== true;

/** A recipe, or what stands for one, with the weights that fit. */
export function withFittingWeights<R extends PlainObject>(recipe: R): R {
  const part = (key: string) => recipe[key] as PlainObject;
  const kind = part('totalVariation')['kind'] as string;
  return {
    ...recipe,
    content: { ...part('content'), weight: contentWeight },
    style: { ...part('style'), weight: styleWeight },
    totalVariation: { ...part('totalVariation'), weight: totalVariationWeights[kind] ?? 0 },
  };
}
