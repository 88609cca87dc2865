import { basename, isAbsolute } from 'node:path';

import * as vscode from 'vscode';

import { StylizeError } from '../../channel/errors';
import type { RecalledRun } from '../../contracts/recalled-run';
import { isNetworkFile } from '../../recipe/files';
import type { Recipe } from '../../recipe/recipe';
import type { Choices } from '../model/choices/choices';
import { recalledChoices, showsRegions, showsStyles } from '../model/choices/recalled-choices';
import type { Store } from '../model/store';
import { inWords } from '../notices/in-words';
import { showProgress, showWarning } from '../notices/notify';
import { plainName } from '../notices/plain-text';
import { browsePictures } from '../pictures/choose';
import type { PictureFiles } from '../pictures/picture-files';
import type { Engine } from '../services/engine';

export interface RecallOptions {
  readonly store: Store;
  readonly engine: Engine;
  readonly files: PictureFiles;
}

/** A result, and the choices that it was made with. */
export interface FoundResult {
  readonly name: string;
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly choices: Choices;
}

/** At most this many files of one name are considered. */
const mostOfOneName = 20;

/** Reads from a result how it was made, to make another like it. */
export class Recall {
  readonly #options: RecallOptions;

  constructor(options: RecallOptions) {
    this.#options = options;
  }

  /**
   * Chooses pictures and settings as a result records them. Asks for the result if none is given.
   *
   * @returns whether there was a picture
   * @throws StylizeError `no-metadata` for a picture that does not say how it was made
   */
  async choose(uri?: vscode.Uri): Promise<boolean> {
    const found = await this.read(uri);
    if (found) this.#options.store.selection.use(found.choices);
    return found !== undefined;
  }

  /**
   * What a result was made of, and the choices with which the next run is like it. Asks for the result if none is given.
   *
   * @returns undefined when the person names no picture
   * @throws StylizeError `no-metadata` for a picture that does not say how it was made
   */
  async read(uri?: vscode.Uri): Promise<FoundResult | undefined> {
    const { files } = this.#options;
    const result = uri ?? (await browsePictures('result'))[0];
    if (!result) return undefined;
    const { name, ...picture } = await files.picture(result);
    const file = await files.pathOf({ name, ...picture });
    const recalled = await this.#find(file);
    const recipe = await this.recipe(recalled.recipe.name);
    const usable = withUsableNetwork(recalled, recipe.original);
    tell(name, recalled);
    const { width, height } = recalled;
    const choices = recalledChoices(usable, recipe, (path) => files.uriOf(path));
    return { name, file, width, height, choices };
  }

  /**
   * Looks next to the result, among the painted masks and at the top of the workspace's folders, then searches the whole
   * workspace for files of the same names.
   */
  async #find(file: string): Promise<RecalledRun> {
    const { engine, store } = this.#options;
    const masks = [...store.masks.used].map((uri) => vscode.Uri.joinPath(vscode.Uri.parse(uri), '..'));
    const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
    const places = [...new Set([...masks, ...folders].flatMap(pathOf))];
    const trusted = vscode.workspace.isTrusted;
    const recalled = await engine.request('recall', { file, places, trusted });
    if (recalled.missing.length === 0) return recalled;
    const title = vscode.l10n.t('Looking for what {0} was made of', plainName(basename(file)));
    return showProgress({ title, cancellable: true }, async (_, token) => {
      const more = await foldersWith(recalled.missing, token);
      if (more.length === 0) return recalled;
      const signal = signalOf(token);
      return engine.request('recall', { file, places: [...places, ...more], trusted }, { signal });
    });
  }

  /** The recipe of that name, or the default: any can be changed into any other. */
  async recipe(name: string): Promise<{ readonly name: string; readonly original: Recipe }> {
    const { store, engine } = this.#options;
    const recipes = await engine.request('recipes', {});
    const known = recipes.some((recipe) => recipe.name === name) ? name : 'studio';
    return { name: known, original: await store.catalog.recipe(known) };
  }
}

/**
 * Folders of the workspace with a file of one of these names. Searches for one name after the other.
 */
async function foldersWith(
  names: readonly string[],
  token: vscode.CancellationToken,
): Promise<readonly string[]> {
  const folders = new Set<string>();
  // Only dots, or nothing, is not a file name.
  for (const name of new Set(names.filter((name) => /[^.]/.test(name)))) {
    if (token.isCancellationRequested) throw new StylizeError('cancelled', 'The search was cancelled.');
    const glob = `**/${escapeGlob(name)}`;
    const found = await vscode.workspace.findFiles(glob, '**/node_modules/**', mostOfOneName, token);
    for (const folder of found.flatMap((uri) => pathOf(vscode.Uri.joinPath(uri, '..')))) folders.add(folder);
  }
  return [...folders];
}

function signalOf(token: vscode.CancellationToken): AbortSignal {
  const abort = new AbortController();
  token.onCancellationRequested(() => {
    abort.abort();
  });
  return abort.signal;
}

/** Replaces a network file that was not found, or not searched for, by the recipe's own network. */
function withUsableNetwork(recalled: RecalledRun, { network }: Recipe): RecalledRun {
  const { recipe } = recalled;
  const isBareFile = isNetworkFile(recipe.network) && !isAbsolute(recipe.network);
  return isBareFile ? { ...recalled, recipe: { ...recipe, network } } : recalled;
}

/** Tells the person what will differ from the original run. */
function tell(name: string, recalled: RecalledRun): void {
  const { missing, remarks } = recalled;
  const words = [
    ...(missing.length > 0
      ? [
          vscode.l10n.t(
            '{0}, of which {1} was made, cannot be found. Choose it anew.',
            namesOf(missing),
            plainName(name),
          ),
        ]
      : []),
    ...remarks.map(inWords),
    ...(showsRegions(recalled)
      ? []
      : [vscode.l10n.t('Regions that are told by a colour, or are of a style picture, are left out.')]),
    ...(showsStyles(recalled) ? [] : [vscode.l10n.t('A style that was used several times is used once.')]),
  ];
  if (words.length > 0) void showWarning(words.join(' '));
}

/** The first few names of a list. */
function namesOf(all: readonly string[]): string {
  const names = all.slice(0, 3).map(plainName).join(', ');
  return all.length > 3 ? vscode.l10n.t('{0} and {1} more', names, all.length - 3) : names;
}

/** The paths that the engine can read: none in file systems of other machines. */
const pathOf = ({ scheme, fsPath }: vscode.Uri): string[] => (scheme === 'file' ? [fsPath] : []);

const escapeGlob = (name: string): string => name.replace(/[[\]{}*?]/g, '[$&]');
