import type { ErrorCode } from '../channel/errors';

/** Errors that the next picture would meet, too. A crash is not one of them: the engine is restarted. */
export const hopeless: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'network-missing',
  'device-unavailable',
  'bad-recipe',
  'unknown-recipe',
  'bad-setting',
]);
