import { expect, test } from 'vitest';

import { downloadLine } from '../../../src/cli/reporters/download-reporter';

test('the line of a download has a bar, the amount and the time that is left', () => {
  // Half of the rest in ten seconds: as long again.
  expect(downloadLine({ received: 6e7, total: 8e7 }, 4e7, 10)).toBe(
    '███████████████░░░░░  60.0 MB of 80.0 MB  about 0:10 left',
  );
});

test('it says no time before there is anything to judge by', () => {
  expect(downloadLine({ received: 4e7, total: 8e7 }, 4e7, 0)).toBe(
    '██████████░░░░░░░░░░  40.0 MB of 80.0 MB',
  );
});

test('it says the amount alone when the length is not known, and what is done at the end', () => {
  expect(downloadLine({ received: 1e6 }, 0, 5)).toBe('1.00 MB');
  expect(downloadLine({ received: 8e7, total: 8e7 }, 0, 5)).toBe('Checking and importing…');
});
