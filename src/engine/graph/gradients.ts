import { add } from './operators/elementwise';
import { constant } from './operators/leaves';
import { reachable, type Value } from './value';

/** A value and the gradient of a loss with respect to it, which has the same shape. */
export type Seed = readonly [value: Value, gradient: Value];

/** The gradients of a scalar loss with respect to values, each of its value's shape. */
export const gradients = (loss: Value, wrt: readonly Value[]): Value[] =>
  pullback([[loss, constant(1)]], wrt);

/**
 * Reverse mode: the gradients of a loss with respect to the values `wrt`, given its gradients with respect to values
 * computed from them.
 */
export function pullback(seeds: readonly Seed[], wrt: readonly Value[]): Value[] {
  const active = dependents(
    seeds.map(([value]) => value),
    wrt,
  );
  const known = new Map<Value, Value>();
  const receive = (value: Value, gradient: Value) => {
    const others = known.get(value);
    known.set(value, others ? add(others, gradient) : gradient);
  };
  for (const [value, gradient] of seeds) receive(value, gradient);
  for (const value of [...active].reverse()) {
    const gradient = known.get(value);
    if (!gradient) continue;
    for (const [index, input] of value.inputs.entries()) {
      const share = active.has(input) ? value.op.pullback(index, gradient, value) : undefined;
      if (share) receive(input, share);
    }
  }
  return wrt.map((value) => {
    const gradient = known.get(value);
    if (!gradient) throw new Error(`the loss does not depend on ${value.op.name} ${value.id}`);
    return gradient;
  });
}

/** The values between `wrt` and `values` that depend on any of `wrt`, in an order of computation. */
function dependents(values: readonly Value[], wrt: readonly Value[]): ReadonlySet<Value> {
  const found = new Set(wrt);
  const depends = (value: Value) => found.has(value) || value.inputs.some((input) => found.has(input));
  const active = reachable(values).filter((value) => depends(value) && found.add(value));
  return new Set(active);
}
