import { create, operator, type Value } from '../value';

export const ownPullbacks = {
  ownPullback: operator<{ pullback: (slope: Value) => Value }>('ownPullback', {
    shape: ([value]) => value!.shape,
    pullbacks: [() => undefined, (slope, { attributes }) => attributes.pullback(slope)],
  }),
};

/**
 * A value with a pullback of its own in place of that which its formula has.
 *
 * @param argument what the value counts as a function of
 * @param pullback slopes with respect to the argument from those with respect to the value
 */
export const withPullback = (value: Value, argument: Value, pullback: (slope: Value) => Value): Value =>
  create(ownPullbacks.ownPullback, [value, argument], { pullback });
