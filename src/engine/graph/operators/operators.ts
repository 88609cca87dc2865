import type { Operator, Value } from '../value';
import { broadcasting } from './broadcasting';
import { convolutions } from './convolution';
import { customPullbacks } from './custom-pullback';
import { elementwise } from './elementwise';
import { leaves } from './leaves';
import { matrices } from './matrices';
import { poolings } from './pooling';
import { reductions } from './reductions';
import { shaping } from './shaping';

/** Every operator by its name. */
const operators = {
  ...leaves,
  ...broadcasting,
  ...elementwise,
  ...reductions,
  ...shaping,
  ...matrices,
  ...convolutions,
  ...poolings,
  ...customPullbacks,
};

type AttributesOf<O> = O extends Operator<infer Attributes> ? Attributes : never;

/**
 * A library's rule for each operator. TypeScript reports a missing rule.
 *
 * @typeParam Context what a rule computes with
 * @typeParam Result the library's representation of a value
 */
export type Lowering<Context, Result> = {
  readonly [Name in keyof typeof operators]: (
    context: Context,
    inputs: readonly Result[],
    value: Value<AttributesOf<(typeof operators)[Name]>>,
  ) => Result;
};

/**
 * The library's representations of values.
 *
 * @param values in an order of computation, each after its inputs
 */
export function lower<Context, Result>(
  rules: Lowering<Context, Result>,
  context: Context,
  values: readonly Value[],
): ReadonlyMap<Value, Result> {
  const lowered = new Map<Value, Result>();
  for (const value of values) {
    const rule = rules[value.op.name as keyof typeof operators] as Lowering<Context, Result>['add'];
    const inputs = value.inputs.map((input) => lowered.get(input)!);
    lowered.set(value, rule(context, inputs, value));
  }
  return lowered;
}
