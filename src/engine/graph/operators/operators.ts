import type { Operator, Value } from '../value';
import { broadcasting } from './broadcasting';
import { convolutions } from './convolution';
import { elementwise } from './elementwise';
import { leaves } from './leaves';
import { matrices } from './matrices';
import { ownPullbacks } from './own-pullback';
import { poolings } from './pooling';
import { reductions } from './reductions';
import { shaping } from './shaping';

/** Every operator by its name: what a lowering has to know. */
export const operators = {
  ...leaves,
  ...broadcasting,
  ...elementwise,
  ...reductions,
  ...shaping,
  ...matrices,
  ...convolutions,
  ...poolings,
  ...ownPullbacks,
};

type AttributesOf<O> = O extends Operator<infer Attributes> ? Attributes : never;

/**
 * A library's rule for each operator. The compiler asks for every one of them.
 *
 * @typeParam Context what a rule computes with
 * @typeParam Result what stands for a value there
 */
export type Lowering<Context, Result> = {
  readonly [Name in keyof typeof operators]: (
    context: Context,
    inputs: readonly Result[],
    value: Value<AttributesOf<(typeof operators)[Name]>>,
  ) => Result;
};

/** What stands for each value, which `inputs` stand for the values that it is computed from. */
export function lower<Context, Result>(
  rules: Lowering<Context, Result>,
  context: Context,
  inputs: readonly Result[],
  value: Value,
): Result {
  const { [value.op.name as keyof typeof operators]: rule } = rules;
  return (rule as Lowering<Context, Result>['add'])(context, inputs, value);
}
