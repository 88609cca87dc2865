import { create, operator, type Value } from '../value';

export const customPullbacks = {
  customPullback: operator<{ pullback: (gradient: Value) => Value }>('customPullback', {
    shape: ([value]) => value!.shape,
    pullbacks: [() => undefined, (gradient, { attributes }) => attributes.pullback(gradient)],
  }),
};

/**
 * A value with a custom pullback in place of the one derived from its formula.
 *
 * @param argument the value counts as a function of this alone
 * @param pullback the gradient with respect to the argument, from that with respect to the value
 */
export const withPullback = (value: Value, argument: Value, pullback: (gradient: Value) => Value): Value =>
  create(customPullbacks.customPullback, [value, argument], { pullback });
