import { availableParallelism } from 'node:os';

import { expect, it } from 'vitest';

import { threadLimit } from '../../../../src/engine/node/threads';

it('is never more than there are cores, and nothing where nothing usable is said', () => {
  expect(threadLimit('1')).toBe(1);
  expect(threadLimit('777')).toBe(availableParallelism());
  expect(threadLimit('1e99')).toBe(availableParallelism());
  expect(threadLimit('1.9')).toBe(1);
  for (const text of [undefined, '', '0', '-3', 'many', 'NaN']) expect(threadLimit(text)).toBeUndefined();
});
