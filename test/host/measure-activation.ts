import { appendFileSync } from 'node:fs';

import { extension } from './support';

/**
 * VS Code calls this in place of the tests, in a window of its own. It notes how long one activation took, in milliseconds,
 * and how long our code took of that.
 */
export async function run(): Promise<void> {
  const start = performance.now();
  const { activationMilliseconds } = await extension().activate();
  const milliseconds = performance.now() - start;
  const file = process.env['STYLIZE_TEST_ACTIVATION'];
  if (file !== undefined) appendFileSync(file, `${milliseconds} ${activationMilliseconds}\n`);
}
