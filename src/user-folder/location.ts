import { resolve } from 'node:path';

import envPaths from 'env-paths';

/**
 * Where Stylize keeps what belongs to a person and no workspace: network weights, the choice of runtime, logs.
 * `STYLIZE_HOME`, or the system's place for an application's data. Only the name: nothing is created.
 */
export function userFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = environment['STYLIZE_HOME'];
  return chosen ? resolve(chosen) : envPaths('stylize', { suffix: '' }).data;
}
