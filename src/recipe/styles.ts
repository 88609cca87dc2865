/** The largest number of styles that a run can mix. */
export const mostStyles = 5;

/** Each weight's share of their sum; equal shares if all are zero. */
export function sharesOf(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (sum > 0 ? weight / sum : 1 / weights.length));
}

/** Weights of which one has a given share, 0 to 1, and the others divide the rest in the ratio that they had. */
export function withShare(weights: readonly number[], index: number, share: number): number[] {
  const rest = sharesOf(weights.map((weight, other) => (other === index ? 0 : weight)));
  const isAlone = weights.every((weight, other) => other === index || weight === 0);
  const equal = 1 / Math.max(weights.length - 1, 1);
  return weights.map((_, other) =>
    other === index ? share : (1 - share) * (isAlone ? equal : rest[other]!),
  );
}
