import { copyFile, link, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { packageFiles } from '../../scripts/package/files.mjs';

/**
 * Puts the files of the extension's package, and nothing else, into a folder, which lies outside of the repository: a
 * module that is not packaged is not found there.
 */
export async function unpackExtension(root: string, folder: string): Promise<void> {
  for (const file of await packageFiles(root)) {
    const target = join(folder, file);
    await mkdir(dirname(target), { recursive: true });
    const copy = () => copyFile(join(root, file), target);
    // The native packages are large, but the folder for temporary files may be on another disk.
    await (file.startsWith('node_modules/') ? link(join(root, file), target).catch(copy) : copy());
  }
}
