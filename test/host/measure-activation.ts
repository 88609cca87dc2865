import { appendFileSync } from 'node:fs';

import { extension } from './support';

/** Called by VS Code in place of the tests, in a window of its own: notes what one activation took, in milliseconds, and what of it our code. */
export async function run(): Promise<void> {
  const start = performance.now();
  const { activationMilliseconds } = await extension().activate();
  const milliseconds = performance.now() - start;
  const file = process.env['STYLIZE_TEST_ACTIVATION'];
  if (file !== undefined) appendFileSync(file, `${milliseconds} ${activationMilliseconds}\n`);
}
