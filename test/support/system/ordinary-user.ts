import { chown } from 'node:fs/promises';

const nobody = 65534;

/**
 * Does something as a user who is bound by permissions, unlike root, as whom tests run in containers. Changes nothing on
 * Windows, which has no such permissions.
 *
 * @param path file or folder to give to that user
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
