import { expect } from 'vitest';

import { StylizeError } from '../../../../../src/channel/errors';

/** The error of a read that must fail because of the file's content and name the file. */
export async function refusal(path: string, reading: Promise<unknown>): Promise<StylizeError> {
  const error: unknown = await reading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(StylizeError);
  expect(error).toMatchObject({ code: 'bad-weights', file: path });
  return error as StylizeError;
}
