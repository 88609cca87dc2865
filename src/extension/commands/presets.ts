import * as vscode from 'vscode';

import { StylizeError } from '../../channel/errors';
import { isNetworkFile } from '../../recipe/files';
import type { Recipe } from '../../recipe/recipe';
import { freeName, type Preset } from '../model/choices/presets';
import { nearestRecipe, recipeFile } from '../model/choices/recipe-file';
import type { Store } from '../model/store';
import { askText, pickWithButtons, showInfo } from '../notices/notify';
import type { Engine } from '../services/engine';

export interface PresetActionsOptions {
  readonly store: Store;
  readonly engine: Engine;
}

/** What a person can do with presets, in VS Code's own lists. */
export class PresetActions {
  readonly #options: PresetActionsOptions;

  constructor(options: PresetActionsOptions) {
    this.#options = options;
  }

  /** Gives the present settings a name. */
  async save(): Promise<void> {
    const { presets, selection } = this.#options.store;
    const name = await this.#askName(vscode.l10n.t('Save Settings as Preset'), '', true);
    if (name === undefined) return;
    const { recipe, changes } = selection.choices;
    presets.save({ name, recipe, changes });
  }

  /** Makes a preset's settings the present ones. */
  async use(name: string): Promise<void> {
    const { store } = this.#options;
    const preset = store.presets.find(name);
    await store.catalog.recipe(preset.recipe);
    store.useSettings(preset);
  }

  /** Lists the presets to choose, rename, share or delete one. */
  async choose(): Promise<void> {
    const { presets, selection } = this.#options.store;
    const rename = button('edit', vscode.l10n.t('Rename…'));
    const share = button('export', vscode.l10n.t('Save as Recipe File…'));
    const remove = button('trash', vscode.l10n.t('Delete'));
    const current = presets.matching(selection.choices)?.name;
    const items = presets.all.map(({ name, recipe }) => ({
      label: name,
      description: name === current ? vscode.l10n.t('{0}, current', recipe) : recipe,
      buttons: [rename, share, remove],
      run: () => this.use(name),
    }));
    const separator = { label: '', kind: vscode.QuickPickItemKind.Separator, run: undefined };
    const actions = [
      {
        label: vscode.l10n.t('Save the Present Settings…'),
        iconPath: new vscode.ThemeIcon('add'),
        run: () => this.save(),
      },
      {
        label: vscode.l10n.t('From a Recipe File…'),
        iconPath: new vscode.ThemeIcon('folder-opened'),
        run: () => this.useFile(),
      },
    ];
    const picked = await pickWithButtons([...items, separator, ...actions], {
      title: vscode.l10n.t('Presets'),
      placeHolder: vscode.l10n.t('Settings to use'),
    });
    if (!picked) return;
    const { label } = picked.item;
    if (picked.button === rename) await this.#rename(label);
    else if (picked.button === share) await this.#share(label);
    else if (picked.button === remove) this.#remove(label);
    else await picked.item.run?.();
  }

  /** Chooses the settings of a recipe file and saves them as a preset. */
  async useFile(uri?: vscode.Uri): Promise<void> {
    const { store } = this.#options;
    const file = uri ?? (await browseRecipeFile());
    if (!file) return;
    const preset = await this.#read(file);
    await store.catalog.recipe(preset.recipe);
    store.useSettings(preset);
    const same = store.presets.matching(preset);
    if (same) return;
    const name = freeName(store.presets, preset.name);
    store.presets.save({ ...preset, name });
    void showInfo(vscode.l10n.t('The settings of {0} are in use, and among your presets.', name));
  }

  async #read(file: vscode.Uri): Promise<Preset> {
    const { engine } = this.#options;
    if (file.scheme !== 'file') {
      throw new StylizeError('usage', vscode.l10n.t('A recipe file has to be on this machine.'), {
        hint: vscode.l10n.t('Save a copy of it here.'),
      });
    }
    const named = (recipe: string) => engine.request('recipe', { recipe, settings: {} });
    const recipe = await named(file.fsPath);
    const names = (await engine.request('recipes', {})).map(({ name }) => name);
    const candidates = await Promise.all(names.map(named));
    return { name: recipe.title, ...nearestRecipe(trusted(recipe, candidates[0]!), candidates) };
  }

  async #rename(name: string): Promise<void> {
    const to = await this.#askName(vscode.l10n.t('Rename Preset'), name, false);
    if (to !== undefined) this.#options.store.presets.rename(name, to);
  }

  #remove(name: string): void {
    const giveBack = this.#options.store.presets.remove(name);
    const undo = vscode.l10n.t('Undo');
    void showInfo(vscode.l10n.t('The preset {0} has been deleted.', name), undo).then((chosen) => {
      if (chosen === undo) giveBack();
    });
  }

  async #share(name: string): Promise<void> {
    const { store, engine } = this.#options;
    const preset = store.presets.find(name);
    const original = await engine.request('recipe', { recipe: preset.recipe, settings: {} });
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const fileName = `${name.replace(/[\\/:*?"<>|]/g, '-')}.stylize.json`;
    const target = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Save Preset as Recipe File'),
      ...(folder && { defaultUri: vscode.Uri.joinPath(folder, fileName) }),
      filters: { [vscode.l10n.t('Recipes')]: ['json'] },
    });
    if (!target) return;
    const text = `${JSON.stringify(recipeFile(preset, original), undefined, 2)}\n`;
    try {
      await vscode.workspace.fs.writeFile(target, Buffer.from(text));
    } catch (cause) {
      throw new StylizeError('unwritable-output', vscode.l10n.t('The recipe file cannot be written.'), {
        file: target.fsPath,
        hint: vscode.l10n.t('Choose another place.'),
        cause,
      });
    }
    await vscode.window.showTextDocument(target);
  }

  async #askName(title: string, value: string, mayReplace: boolean): Promise<string | undefined> {
    const { presets } = this.#options.store;
    const name = await askText({
      title,
      value,
      prompt: vscode.l10n.t('Name of the preset'),
      check: (text) => {
        if (text.trim() === '') return vscode.l10n.t('Give it a name.');
        if (text.trim() === value || !presets.has(text.trim())) return undefined;
        return mayReplace
          ? { warning: vscode.l10n.t('The preset of this name is replaced.') }
          : vscode.l10n.t('Another preset has this name.');
      },
    });
    return name?.trim();
  }
}

const button = (icon: string, tooltip: string): vscode.QuickInputButton => ({
  iconPath: new vscode.ThemeIcon(icon),
  tooltip,
});

async function browseRecipeFile(): Promise<vscode.Uri | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Recipe File'),
      openLabel: vscode.l10n.t('Use'),
      filters: { [vscode.l10n.t('Recipes')]: ['json'] },
    })) ?? [];
  return file;
}

/** Drops the network file if the workspace is not allowed to name one. */
function trusted(recipe: Recipe, { network }: Recipe): Recipe {
  return vscode.workspace.isTrusted || !isNetworkFile(recipe.network) ? recipe : { ...recipe, network };
}
