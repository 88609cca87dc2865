import { describe, expect, it } from 'vitest';

import type { StyleTerm } from '../../../../src/engine/losses/term';
import { Targets } from '../../../../src/engine/objective/targets';
import type { Objective } from '../../../../src/engine/runtime/backend';

/*
 * Two styles of two channels, each the same everywhere: features (1, 0) in the first, (3, 2) in the second. Neither
 * varies, but what is mixed of both does: means and second moments are what combines linearly.
 */
const moments = (a: number, b: number) => Float32Array.of(1, a, b, a, a * a, a * b, b, a * b, b * b);

function targetOf(term: StyleTerm, mix: readonly number[]): number[] {
  const name = `relu1_1 ${term.kind}`;
  const targets = new Targets(new Map(), [
    new Map([[name, moments(1, 0)]]),
    new Map([[name, moments(3, 2)]]),
  ]);
  let found: Float32Array | undefined;
  const objective: Objective = {
    setFactor: () => expect.unreachable(),
    setTarget: (_, target) => (found = target),
    evaluate: () => expect.unreachable(),
    dispose: () => Promise.resolve(),
  };
  targets.apply(objective, [{ term, group: 'style', share: 1, gradientShare: 1 }], mix);
  return [...found!];
}

const closeTo = (values: number[]) => values.map((value) => expect.closeTo(value, 5) as number);

describe('covariance of two styles', () => {
  const term: StyleTerm = { kind: 'covariance', name: 'style', layer: 'relu1_1', normalization: 1 };

  it('is that of the mixture of their features', () => {
    // Half (1, 0), half (3, 2): both channels lie 1 from their means 2 and 1, together.
    expect(targetOf(term, [1, 1])).toEqual(closeTo([1, 1, 1, 1]));
    // Three quarters (1, 0): means 3/2 and 1/2, ¾·½² + ¼·(3/2)².
    expect(targetOf(term, [3, 1])).toEqual(closeTo([0.75, 0.75, 0.75, 0.75]));
  });

  it('is that of one alone where the other has no weight', () => {
    expect(targetOf(term, [1, 0])).toEqual(closeTo([0, 0, 0, 0]));
  });
});

it('the Wasserstein distance of two styles is that to the mixture of their features', () => {
  const target = targetOf({ kind: 'wasserstein', name: 'style', layer: 'relu1_1' }, [1, 1]);

  // Mean (2, 1); a hundredth of the mean variance 1; L·Lᵀ of a matrix of ones with that on its diagonal.
  const first = Math.sqrt(1.01);
  const below = 1 / first;
  const last = Math.sqrt(1.01 - below ** 2);
  expect(target).toEqual(closeTo([2, 1, 0.01, 0.01, first, 0, below, last]));
});
