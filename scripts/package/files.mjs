import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { glob } from 'tinyglobby';

/**
 * The files that `vsce package` puts into an extension made from a folder: those that its .vscodeignore allows. Paths are
 * relative, with forward slashes.
 */
export async function packageFiles(folder) {
  const lines = (await readFile(join(folder, '.vscodeignore'), 'utf8')).split(/\r?\n/);
  const rules = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  const allowed = rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1));
  if (rules.length !== allowed.length + 1 || !rules.includes('**')) {
    throw new Error('.vscodeignore has to ignore everything ("**") and list what ships ("!…").');
  }
  return (await glob(allowed, { cwd: folder, dot: true })).sort();
}

/** The folder of the package in node_modules that a file belongs to. */
export function packageFolder(file) {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
}
