import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { withPart } from '../../bench/recipes/document';
import { commandReference } from './commands';
import { languageModelTools } from './language-model-tools';
import { recipeTable } from './recipes';
import { settingTable } from './settings';

/**
 * The files with a part that is made from schemas, as they have to be; not formatted yet. By their paths in the repository.
 *
 * @param root of the repository
 */
export async function references(root: string): Promise<ReadonlyMap<string, string>> {
  const read = (path: string) => readFile(join(root, path), 'utf8');
  const manifest = JSON.parse(await read('package.json')) as { contributes: Record<string, unknown> };
  manifest.contributes['languageModelTools'] = languageModelTools();
  return new Map([
    ['package.json', `${JSON.stringify(manifest, undefined, 2)}\n`],
    [
      'docs/command-line.md',
      withPart(await read('docs/command-line.md'), 'commands', await commandReference()),
    ],
    ['docs/settings.md', withPart(await read('docs/settings.md'), 'settings', settingTable())],
    ['docs/recipes.md', withPart(await read('docs/recipes.md'), 'overview', recipeTable())],
  ]);
}
