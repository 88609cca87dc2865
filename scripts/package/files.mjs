import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { glob } from 'tinyglobby';

/**
 * The files that `vsce package` would put into an extension made from the folder `root`: those that .vscodeignore allows,
 * without development packages. Paths are relative, with forward slashes.
 */
export async function packageFiles(root) {
  const lines = (await readFile(join(root, '.vscodeignore'), 'utf8')).split(/\r?\n/);
  const rules = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  const allowed = rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1));
  if (rules.length !== allowed.length + 1 || !rules.includes('**')) {
    throw new Error('.vscodeignore has to ignore everything ("**") and list what ships ("!…").');
  }
  const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
  const isNeeded = (file) => {
    const folder = packageFolder(file);
    return folder === undefined || (packages[folder] !== undefined && packages[folder].dev !== true);
  };
  const files = await glob(allowed, { cwd: root, dot: true });
  return files.filter(isNeeded).sort();
}

/** The folder of the package in node_modules that a file belongs to. */
export function packageFolder(file) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
}
