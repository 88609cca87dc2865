import * as vscode from 'vscode';

import { StylizeError } from '../../channel/errors';
import type { FastStyleSummary } from '../../contracts/engine';
import type { Store } from '../model/store';
import { inWords } from '../notices/in-words';
import { ask, askText, pick, showDone, showInfo, showProgress } from '../notices/notify';
import { nameOf } from '../pictures/picture-files';
import type { Engine } from '../services/engine';
import { askForTraining, showTraining, type Training } from './train-fast-style';

export interface FastStylesOptions {
  readonly store: Store;
  readonly engine: Engine;
  /** For the pictures that a training shows. */
  readonly previews: vscode.Uri;
}

/** Trains, imports and removes networks that paint in one style. */
export class FastStyles {
  readonly #store: Store;
  readonly #options: FastStylesOptions;

  constructor(options: FastStylesOptions) {
    this.#store = options.store;
    this.#options = options;
  }

  /** Trains one for the styles of the panel, or one that the person chooses, and chooses its recipe. */
  async train(given?: Training): Promise<void> {
    const { engine, previews } = this.#options;
    const training = given ?? (await askForTraining(engine, this.#store.selection.choices.styles));
    if (!training) return;
    const detail = vscode.l10n.t('The other one is kept until the training ends.');
    const result = await unlessTaken((replace) => showTraining(engine, training, previews, replace), detail);
    if (!result) return;
    const { style, stopped, skipped } = result;
    await this.#store.catalog.reloadRecipes();
    await this.#store.selectRecipe(style.name);
    const ready = vscode.l10n.t('{0} is ready to paint.', style.title);
    const more = stopped ? vscode.l10n.t('Its training can go on: choose “Train Fast Style…” again.') : '';
    const bad = skipped > 0 ? vscode.l10n.t('Pictures that could not be read: {0}.', skipped) : '';
    void showInfo([ready, more, bad].filter(Boolean).join(' '));
  }

  /** Imports a file that the person chooses, and chooses its recipe. */
  async import(given?: vscode.Uri): Promise<void> {
    const file = given ?? (await browse());
    if (!file) return;
    const license = await askText({
      title: vscode.l10n.t('Licence of {0}', nameOf(file)),
      prompt: vscode.l10n.t('As its publisher states it. Leave it empty if you do not know.'),
      value: '',
      check: () => undefined,
    });
    if (license === undefined) return;
    const style = await this.#install(file, license.trim());
    if (!style) return;
    await this.#store.catalog.reloadRecipes();
    await this.#store.selectRecipe(style.name);
    const ready = vscode.l10n.t('{0} is ready to paint.', style.title);
    const about = [style.convention, style.license ?? vscode.l10n.t('licence unknown')];
    void showInfo(`${ready} (${about.filter(Boolean).join('; ')})`);
  }

  /** Removes one that the person chooses, after asking. */
  async remove(given?: string): Promise<void> {
    const styles = await this.#store.engine.request('fastStyles', {});
    const style = given === undefined ? await choose(styles) : styles.find(({ name }) => name === given);
    if (!style) return;
    const remove = vscode.l10n.t('Remove');
    const question = vscode.l10n.t('Remove the fast style {0} from this machine?', style.title);
    const detail = vscode.l10n.t('Pictures that were painted with it stay as they are.');
    if ((await ask(question, detail, remove)) !== remove) return;
    await this.#store.engine.request('removeFastStyle', { name: style.name });
    if (this.#store.selection.choices.recipe === style.name) await this.#store.selectRecipe('studio');
    await this.#store.catalog.reloadRecipes();
    showDone(vscode.l10n.t('{0} is removed.', style.title));
  }

  /** Asks before it replaces another one of the same name. */
  async #install(file: vscode.Uri, license: string): Promise<FastStyleSummary | undefined> {
    const bring = (replace: boolean) =>
      showProgress({ title: vscode.l10n.t('Importing {0}', nameOf(file)) }, () =>
        this.#store.engine.request('importFastStyle', {
          file: file.fsPath,
          replace,
          ...(license !== '' && { license }),
        }),
      );
    const detail = vscode.l10n.t('Results that were made with the other one will then come out differently.');
    return unlessTaken(bring, detail);
  }
}

/** Asks before something takes the place of another one of the same name. */
async function unlessTaken<Result>(
  bring: (replace: boolean) => Thenable<Result>,
  detail: string,
): Promise<Result | undefined> {
  try {
    return await bring(false);
  } catch (thrown) {
    const error = StylizeError.from(thrown);
    if (error.code !== 'network-exists') throw thrown;
    const replace = vscode.l10n.t('Replace');
    const answer = await ask(inWords(error.words.message), detail, replace);
    return answer === replace ? bring(true) : undefined;
  }
}

async function browse(): Promise<vscode.Uri | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Fast Style to Import'),
      openLabel: vscode.l10n.t('Import'),
      filters: {
        [vscode.l10n.t('Fast styles')]: ['onnx', 'pth', 'pt', 'model', 'safetensors', 'json'],
        [vscode.l10n.t('All files')]: ['*'],
      },
    })) ?? [];
  return file;
}

async function choose(styles: readonly FastStyleSummary[]): Promise<FastStyleSummary | undefined> {
  if (styles.length === 0) {
    void showInfo(vscode.l10n.t('There are no fast styles to remove.'));
    return undefined;
  }
  const items = styles.map((style) => ({
    label: style.title,
    description: style.license ?? vscode.l10n.t('licence unknown'),
    detail: style.flaw === undefined ? (style.source ?? '') : inWords(style.flaw),
    style,
  }));
  return (await pick(items, { title: vscode.l10n.t('Remove a Fast Style') }))?.style;
}
