import { chown } from 'node:fs/promises';

const nobody = 65534;

/**
 * Does something as a user whom permissions bind: they do not bind root, as which tests run in containers. Not on
 * Windows, which has no such permissions.
 *
 * @param path file or folder that is to belong to that user
 */
export async function asOrdinaryUser<Result>(path: string, action: () => Promise<Result>): Promise<Result> {
  if (process.geteuid?.() !== 0) return action();
  await chown(path, nobody, nobody);
  process.seteuid!(nobody);
  try {
    return await action();
  } finally {
    process.seteuid!(0);
  }
}
