import * as vscode from 'vscode';

import { StylizeError } from '../protocol/errors';
import { deviceItems } from './device-items';
import type { Engine } from './engine';
import type { Messages } from './messages';
import type { HistoryRecord } from './model/history';
import type { PanelActions, Slot } from './model/panel-handlers';
import type { RunSession } from './model/run-session';
import type { Choices, Picture } from './model/selection';
import type { Store } from './model/store';
import { pick, showDone, showInfo } from './notify';
import { browsePictures, chooseStyle, pickFromWorkspace } from './pictures/choose';
import type { Gallery } from './pictures/gallery';
import type { PictureFiles } from './pictures/picture-files';
import type { Results } from './results';
import type { MaskEditor } from './views/mask-editor';
import type { Viewers } from './views/viewers';
import type { Weights } from './weights';

export interface ActionsOptions {
  readonly store: Store;
  readonly engine: Engine;
  readonly files: PictureFiles;
  readonly gallery: Gallery;
  readonly results: Results;
  readonly weights: Weights;
  readonly messages: Messages;
  readonly channel: vscode.LogOutputChannel;
  /** They need the actions themselves. */
  readonly viewers: () => Viewers;
  readonly maskEditor: () => MaskEditor;
}

/** What a person can do, from wherever they ask for it. */
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
    const uri = await pickFromWorkspace(slot);
    if (uri) await this.choose(slot, [uri]);
  }

  async dropUris(slot: Slot, uris: readonly string[]): Promise<void> {
    await this.choose(slot, uris.map(droppedUri));
  }

  async dropBytes(slot: Slot, name: string, bytes: Uint8Array): Promise<void> {
    await this.choose(slot, [await this.#options.files.keep(name, bytes)]);
  }

  /** Takes pictures as the content, of which there is one, or as further styles. */
  async choose(slot: Slot, uris: readonly vscode.Uri[]): Promise<void> {
    const { store, files } = this.#options;
    const pictures = await Promise.all(uris.map((uri) => files.picture(uri)));
    if (slot === 'style') for (const picture of pictures) store.selection.addStyle(picture);
    else if (pictures[0]) store.selection.setContent(pictures[0]);
  }

  /** Opens the editor in which a style's region is painted; without an index, the first style's. */
  async paintMask(index = 0): Promise<void> {
    const { store, maskEditor } = this.#options;
    if (!store.selection.choices.content) {
      throw new StylizeError('usage', vscode.l10n.t('Choose a picture first.'));
    }
    if (!(await this.ensureStyle())) return;
    const style = store.selection.choices.styles[index];
    if (style) maskEditor().open(style.uri);
  }

  async removeMask(index: number): Promise<void> {
    const { store } = this.#options;
    const name = store.selection.choices.styles[index]?.name ?? '';
    const giveBack = store.masks.take(index);
    if (!giveBack) return;
    const undo = vscode.l10n.t('Undo');
    const message = vscode.l10n.t('The mask of {0} has been removed.', name);
    // The panel need not wait for what the person does about it.
    void showInfo(message, undo).then((chosen) => {
      if (chosen === undo) giveBack();
    });
    return Promise.resolve();
  }

  /** Takes a picture of the person's as what a run starts from. */
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

  /** Offers styles when there is none yet. Whether there is one now. */
  async ensureStyle(): Promise<boolean> {
    const { store, gallery } = this.#options;
    const hasStyle = () => store.selection.choices.styles.length > 0;
    if (hasStyle()) return true;
    const chosen = await chooseStyle(gallery);
    if (!chosen || hasStyle()) return hasStyle();
    if ('bundled' in chosen) store.selection.addStyle(gallery.picture(chosen.bundled));
    else await this.choose('style', chosen.uris);
    return true;
  }

  /** Begins a run with what is chosen and shows it. */
  async start(): Promise<void> {
    if (!(await this.ensureStyle())) return;
    this.#open(await this.#options.store.start());
  }

  /** Shows what other settings would make of the picture. */
  async tryVariants(): Promise<void> {
    const { store } = this.#options;
    if (!(await this.ensureStyle())) return;
    await this.showPanel();
    await store.variants.start();
  }

  /** Begins a run as the last one was, of the same picture or of another. */
  async again(uri?: vscode.Uri): Promise<void> {
    const { store, files } = this.#options;
    const last: Choices | undefined =
      store.runs.current?.subject.choices ?? store.history.records[0]?.choices ?? store.selection.choices;
    const content: Picture | undefined = uri ? await files.picture(uri) : last.content;
    const choices = { ...last, ...(content && { content }) };
    store.selection.use(choices);
    await this.start();
  }

  async openRun(id: string): Promise<void> {
    const { store, viewers } = this.#options;
    const session = store.runs.current?.id === id ? store.runs.current : undefined;
    const content = session?.subject.content ?? store.history.find(id)?.choices.content;
    viewers().open(id, content?.uri);
    return Promise.resolve();
  }

  async save(id: string): Promise<void> {
    const saved = await this.#options.results.save(this.#record(id));
    if (saved) this.#saySaved(saved);
  }

  async saveAs(id: string): Promise<void> {
    const saved = await this.#options.results.saveAs(this.#record(id));
    if (saved) this.#saySaved(saved);
  }

  /** Of the run that the person looks at, or the last one. */
  get resultId(): string | undefined {
    const { store, viewers } = this.#options;
    const shown = viewers().active?.id;
    const current = store.runs.current?.id;
    return [shown, current, store.history.records[0]?.id].find(
      (id) => id !== undefined && store.history.find(id),
    );
  }

  async openRecipeAsJson(): Promise<void> {
    const { store } = this.#options;
    await store.catalogue.recipe(store.selection.choices.recipe);
    const content = `${JSON.stringify(store.recipe, undefined, 2)}\n`;
    const document = await vscode.workspace.openTextDocument({ language: 'json', content });
    await vscode.window.showTextDocument(document);
  }

  importWeights(): Promise<void> {
    return this.#options.weights.import();
  }

  downloadWeights(): Promise<void> {
    return this.#options.weights.download();
  }

  async restartEngine(): Promise<void> {
    await this.#options.engine.restart();
    await this.#options.store.load();
  }

  async chooseDevice(): Promise<void> {
    const { store } = this.#options;
    const items = store.catalogue
      .reloadDevices()
      .then((devices) => deviceItems(devices, store.selection.choices.device));
    const picked = await pick(items, { title: vscode.l10n.t('Device') });
    const device = picked?.device;
    if (!device) return;
    if (!device.available) throw new StylizeError('device-unavailable', device.reason ?? '');
    store.selectDevice(device.id);
  }

  #open(session: RunSession): void {
    this.#options.viewers().openSession(session);
  }

  #record(id: string): HistoryRecord {
    const record = this.#options.store.history.find(id);
    if (record) return record;
    throw new StylizeError('usage', vscode.l10n.t('There is no result to save yet.'), {
      hint: vscode.l10n.t('Wait until the run is done, or stop it to keep what there is.'),
    });
  }

  #saySaved(uri: vscode.Uri): void {
    const path = vscode.workspace.asRelativePath(uri);
    showDone(vscode.l10n.t('Saved as {0}', path));
  }
}

/** What is dropped in a window on another machine names that machine; here it is a file. */
function droppedUri(text: string): vscode.Uri {
  const uri = vscode.Uri.parse(text, true);
  return uri.scheme === 'vscode-remote' ? vscode.Uri.file(uri.path) : uri;
}
