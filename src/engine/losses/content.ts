import type { FeatureLoss } from './loss';

/** Σ(F − F_c)²; gradient 2(F − F_c) (Gatys, Ecker & Bethge 2015, equations 1 and 2, without their ½). */
export const contentLoss: FeatureLoss = (g, features, target, factor) => {
  const difference = g.subtract(features, target);
  return {
    value: g.sumOfSquares(difference),
    gradient: g.multiply(difference, g.scale(factor, 2)),
  };
};
