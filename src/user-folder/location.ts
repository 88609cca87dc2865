import { resolve } from 'node:path';

import envPaths from 'env-paths';

/**
 * Where Stylize keeps what belongs to a person rather than a workspace: network weights, the choice of runtime, logs. It
 * is `STYLIZE_HOME`, or the system's folder for application data. Only the path: nothing is created.
 */
export function userFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = environment['STYLIZE_HOME'];
  return chosen ? resolve(chosen) : envPaths('stylize', { suffix: '' }).data;
}
