import { add } from './operators/elementwise';
import { constant } from './operators/leaves';
import { reachable, type Value } from './value';

/** A value, and the slope of a loss with respect to it, of the same shape. */
export type Seed = readonly [value: Value, slope: Value];

/** The slopes of a scalar loss with respect to values, each of the value's shape. */
export const gradients = (loss: Value, wrt: readonly Value[]): Value[] =>
  pullback([[loss, constant(1)]], wrt);

/**
 * Reverse mode: the slopes of a loss with respect to values `wrt`, from its slopes with respect to values that are
 * computed from them.
 */
export function pullback(seeds: readonly Seed[], wrt: readonly Value[]): Value[] {
  const active = dependents(
    seeds.map(([value]) => value),
    wrt,
  );
  const slopes = new Map<Value, Value>();
  const receive = (value: Value, slope: Value) => {
    const others = slopes.get(value);
    slopes.set(value, others ? add(others, slope) : slope);
  };
  for (const [value, slope] of seeds) receive(value, slope);
  for (const value of [...active].reverse()) {
    const slope = slopes.get(value);
    if (!slope) continue;
    for (const [index, input] of value.inputs.entries()) {
      if (!active.has(input)) continue;
      const share = value.op.pullback(index, slope, value);
      if (share) receive(input, share);
    }
  }
  return wrt.map((value) => {
    const slope = slopes.get(value);
    if (!slope) throw new Error(`the loss does not depend on ${value.op.name} ${value.id}`);
    return slope;
  });
}

/** Those of what values are computed from that depend on any of `wrt`, in an order of computation. */
function dependents(values: readonly Value[], wrt: readonly Value[]): ReadonlySet<Value> {
  const found = new Set(wrt);
  const depends = (value: Value) => found.has(value) || value.inputs.some((input) => found.has(input));
  const active = reachable(values).filter((value) => depends(value) && found.add(value));
  return new Set(active);
}
