import * as vscode from 'vscode';

import { StylizeError } from '../../channel/errors';
import { isPicture } from '../../contracts/picture-files';
import { needsStyle } from '../../recipe/recipe';
import type { Picture } from '../model/choices/choices';
import type { Store } from '../model/store';
import type { PanelActions, Slot } from '../model/views/panel-handlers';
import type { Messages } from '../notices/messages';
import { pick, showInfo } from '../notices/notify';
import { browseFolder, browsePictures, chooseStyle, pickFromWorkspace } from '../pictures/choose';
import type { Gallery } from '../pictures/gallery';
import { nameOf, picturesIn, type PictureFiles } from '../pictures/picture-files';
import type { MaskEditor } from '../views/mask-editor';
import { deviceItems } from './device-items';
import type { FastStyles } from './fast-styles';
import type { PresetActions } from './presets';
import type { Weights } from './weights';

export interface ActionsOptions {
  readonly store: Store;
  readonly files: PictureFiles;
  readonly gallery: Gallery;
  readonly weights: Weights;
  readonly fastStyles: FastStyles;
  readonly presets: PresetActions;
  readonly messages: Messages;
  readonly channel: vscode.LogOutputChannel;
  /** A function, because the editor needs the actions. */
  readonly maskEditor: () => MaskEditor;
}

/** What a person can do, wherever the request comes from. */
export class Actions implements PanelActions {
  readonly #options: ActionsOptions;

  constructor(options: ActionsOptions) {
    this.#options = options;
  }

  report(thrown: unknown): void {
    this.#options.messages.report(thrown);
  }

  showLog(): void {
    this.#options.channel.show(true);
  }

  async showPanel(): Promise<void> {
    await vscode.commands.executeCommand('stylize.panel.focus');
  }

  async browse(slot: Slot): Promise<void> {
    await this.choose(slot, await browsePictures(slot));
  }

  async pickFromWorkspace(slot: Slot): Promise<void> {
    const uri = await pickFromWorkspace(slot, this.#options.files);
    if (uri) await this.choose(slot, [uri]);
  }

  async dropUris(slot: Slot, uris: readonly string[]): Promise<void> {
    await this.choose(slot, uris.map(droppedUri));
  }

  async dropBytes(slot: Slot, name: string, bytes: Uint8Array): Promise<void> {
    await this.choose(slot, [await this.#options.files.keep(name, bytes)]);
  }

  /** Chooses pictures as content, painted one after the other, or as further styles. */
  async choose(slot: Slot, uris: readonly vscode.Uri[]): Promise<void> {
    const { store, files } = this.#options;
    const pictures = await Promise.all(uris.map((uri) => files.picture(uri)));
    if (slot === 'style') for (const picture of pictures) store.selection.addStyle(picture);
    else if (pictures.length > 0) store.selection.setContents(pictures);
  }

  /** Opens the editor in which the region of a style is painted; without an address, of the first style. */
  async paintMask(style?: string): Promise<void> {
    const { store, maskEditor } = this.#options;
    if (!store.selection.choices.content) {
      throw new StylizeError('usage', vscode.l10n.t('Choose a picture first.'));
    }
    if (!(await this.ensureStyle())) return;
    const uri = style ?? store.selection.choices.styles[0]?.uri;
    if (uri !== undefined) maskEditor().open(uri);
  }

  async removeMask(style: string): Promise<void> {
    const { store } = this.#options;
    const name = store.selection.choices.styles.find(({ uri }) => uri === style)?.name ?? '';
    const giveBack = store.masks.take(style);
    if (!giveBack) return;
    const undo = vscode.l10n.t('Undo');
    const message = vscode.l10n.t('The mask of {0} has been removed.', vscode.l10n.t(name));
    // Does not wait: the notification may stay open.
    void showInfo(message, undo).then((chosen) => {
      if (chosen === undo) giveBack();
    });
    return Promise.resolve();
  }

  /** Asks for the picture that a run starts from. */
  async browseInitial(): Promise<void> {
    const { store, files } = this.#options;
    const [uri] = await browsePictures('initial');
    if (!uri) return;
    const path = await files.pathOf(await files.picture(uri));
    await store.changeAll({ 'initial.file': path, 'initial.image': 'file' });
  }

  addGalleryStyle(name: string): Promise<void> {
    this.#options.store.selection.addStyle(this.#options.gallery.picture(name));
    return Promise.resolve();
  }

  trySample(): Promise<void> {
    const { store, gallery } = this.#options;
    store.selection.setContent(gallery.sample);
    const [first] = gallery.styles;
    if (store.selection.choices.styles.length === 0 && first) {
      store.selection.addStyle(gallery.picture(first.name));
    }
    return Promise.resolve();
  }

  /** Offers styles if none is chosen. Returns whether one is chosen now. */
  async ensureStyle(): Promise<boolean> {
    const { store, gallery, files } = this.#options;
    if (store.recipe && !needsStyle(store.recipe)) return true;
    const hasStyle = () => store.selection.choices.styles.length > 0;
    if (hasStyle()) return true;
    const chosen = await chooseStyle(gallery, files);
    if (!chosen || hasStyle()) return hasStyle();
    if ('bundled' in chosen) store.selection.addStyle(gallery.picture(chosen.bundled));
    else await this.choose('style', chosen.uris);
    return true;
  }

  /** Paints variants with other settings. */
  async tryVariants(): Promise<void> {
    const { store } = this.#options;
    if (!(await this.ensureStyle())) return;
    await this.showPanel();
    await store.variants.start();
  }

  /** Chooses one or several pictures in the side panel, ready to start. */
  async stylizeImages(uri?: vscode.Uri, selected?: readonly vscode.Uri[]): Promise<void> {
    const { files } = this.#options;
    const given = selected && selected.length > 1 ? selected : uri ? [uri] : await browsePictures('content');
    const uris = given.filter(({ path }) => isPicture(path));
    // If there are no pictures, the error names a file that is not one.
    const pictures = await Promise.all(
      (uris.length > 0 ? uris : given).map((picture) => files.picture(picture)),
    );
    await this.#choosePictures(pictures);
  }

  /** Chooses every picture of a folder, without subfolders and without results. */
  async stylizeFolder(uri?: vscode.Uri): Promise<void> {
    const folder = uri ?? (await browseFolder());
    if (!folder) return;
    const pictures = await picturesIn(folder);
    if (pictures.length === 0) {
      throw new StylizeError('file-not-found', vscode.l10n.t('There is no picture in {0}.', nameOf(folder)));
    }
    await this.#choosePictures(pictures);
  }

  async #choosePictures(pictures: readonly Picture[]): Promise<void> {
    if (pictures.length === 0) return;
    this.#options.store.selection.setContents(pictures);
    // Before the panel is shown: a loading webview takes the focus, which closes a quick pick.
    await this.ensureStyle();
    await this.showPanel();
  }

  async openRecipeAsJson(): Promise<void> {
    const { store } = this.#options;
    await store.catalog.recipe(store.selection.choices.recipe);
    const content = `${JSON.stringify(store.recipe, undefined, 2)}\n`;
    const document = await vscode.workspace.openTextDocument({ language: 'json', content });
    await vscode.window.showTextDocument(document);
  }

  get presets(): PresetActions {
    return this.#options.presets;
  }

  get fastStyles(): FastStyles {
    return this.#options.fastStyles;
  }

  importWeights(): Promise<void> {
    return this.#options.weights.import();
  }

  downloadWeights(): Promise<void> {
    return this.#options.weights.download();
  }

  async chooseDevice(): Promise<void> {
    const { store } = this.#options;
    const items = store.catalog
      .reloadDevices()
      .then((devices) => deviceItems(devices, store.selection.choices.device));
    const picked = await pick(items, { title: vscode.l10n.t('Device') });
    const device = picked?.device;
    if (!device) return;
    if (!device.available) throw new StylizeError('device-unavailable', device.reason ?? '');
    store.selectDevice(device.id);
  }
}

/** In a remote window, a dropped address names the remote machine. Here it is a local file. */
function droppedUri(text: string): vscode.Uri {
  const uri = vscode.Uri.parse(text, true);
  return uri.scheme === 'vscode-remote' ? vscode.Uri.file(uri.path) : uri;
}
