import * as vscode from 'vscode';

import { StylizeError } from '../../channel/errors';
import type { FastStyleSummary } from '../../contracts/engine';
import type { Store } from '../model/store';
import { inWords } from '../notices/in-words';
import { ask, askText, pick, showDone, showInfo, showProgress } from '../notices/notify';
import { nameOf } from '../pictures/picture-files';

/** Imports and removes networks that paint in one style. */
export class FastStyles {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
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
    return bring(false).then(undefined, async (thrown: unknown) => {
      const error = StylizeError.from(thrown);
      if (error.code !== 'network-exists') throw thrown;
      const replace = vscode.l10n.t('Replace');
      const detail = vscode.l10n.t(
        'Results that were made with the other one will then come out differently.',
      );
      const answer = await ask(inWords(error.words.message), detail, replace);
      return answer === replace ? bring(true) : undefined;
    });
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
