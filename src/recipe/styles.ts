/** Styles that one run mixes, at most. */
export const mostStyles = 5;

/** The share that each of some weights has in their sum; equal ones when all are zero. */
export function sharesOf(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (sum > 0 ? weight / sum : 1 / weights.length));
}

/** Weights of which one has a certain share, 0 to 1, and the others theirs of the rest, in the ratio that they had. */
export function withShare(weights: readonly number[], index: number, share: number): number[] {
  const rest = sharesOf(weights.map((weight, other) => (other === index ? 0 : weight)));
  const isAlone = weights.every((weight, other) => other === index || weight === 0);
  const equal = 1 / Math.max(weights.length - 1, 1);
  return weights.map((_, other) =>
    other === index ? share : (1 - share) * (isAlone ? equal : rest[other]!),
  );
}
