import { expect, it } from 'vitest';

import { listFailures } from '../../../../../src/extension/model/runs/failures';

it('names every picture that failed, and each reason once', () => {
  const failures = [
    { name: 'a.png', message: 'There is not enough memory.' },
    { name: 'b.png', message: 'b.png is damaged.\nDetails.' },
    { name: 'c.png', message: 'There is not enough memory.' },
    { name: 'd.png', message: 'd.png cannot be found.' },
    { name: 'e.png', message: 'There is not enough memory.' },
  ];

  expect(listFailures(failures)).toBe(
    'a.png, c.png, e.png: There is not enough memory. b.png: b.png is damaged. d.png: d.png cannot be found.',
  );
});
