import { resolve } from 'node:path';

import { expect, it } from 'vitest';

import { userFolder } from '../../../src/user-folder/location';

it('is what STYLIZE_HOME says, made absolute', () => {
  expect(userFolder({ STYLIZE_HOME: 'some/where' })).toBe(resolve('some/where'));
});

it("is the system's place for data without it", () => {
  expect(userFolder({})).toMatch(/stylize/i);
  expect(userFolder({ STYLIZE_HOME: '' })).toBe(userFolder({}));
});
