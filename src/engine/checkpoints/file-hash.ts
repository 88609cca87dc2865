import * as z from 'zod';

import { platform } from '../platform/platform';

/** A file, and what was in it. */
export const fileHashSchema = z.strictObject({ path: z.string(), sha256: z.string() });
export type FileHash = z.infer<typeof fileHashSchema>;

/** Whether there is still the same in it. */
export async function isSame({ path, sha256 }: FileHash): Promise<boolean> {
  return platform()
    .files.sha256(path)
    .then(
      (now) => now === sha256,
      () => false,
    );
}
