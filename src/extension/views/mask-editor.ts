import * as vscode from 'vscode';

import { connectServer, type ChannelServer, type Handlers } from '../../channel/channel';
import { StylizeError } from '../../channel/errors';
import { exactBytes } from '../../channel/exact-bytes';
import {
  maskEditorContract,
  type MaskEditorContract,
  type MaskEditorState,
} from '../../contracts/mask-editor';
import { Disposable } from '../disposable';
import type { Store } from '../model/store';
import { maskEditorState } from '../model/views/view-states';
import { plainText } from '../notices/plain-text';
import { isShown } from '../pictures/formats';
import { nameOf, type PictureFiles } from '../pictures/picture-files';
import { bundleFolder, page } from './html';
import { webviewPort } from './port';
import { shownIn } from './shown-in';

export const maskEditorType = 'stylize.mask';

export interface MaskEditorOptions {
  readonly extensionUri: vscode.Uri;
  readonly store: Store;
  readonly files: PictureFiles;
  readonly actions: { showPanel(): Promise<void>; report(thrown: unknown): void };
  readonly onError: (thrown: unknown) => void;
}

/** The editor panel in which the styles' regions are painted on the content. There is one per window. */
export class MaskEditor extends Disposable {
  readonly #options: MaskEditorOptions;
  #panel: vscode.WebviewPanel | undefined;
  #server: ChannelServer<MaskEditorContract> | undefined;
  /** The style that a loading page starts with. */
  #style: string | undefined;

  constructor(options: MaskEditorOptions) {
    super();
    this.#options = options;
    const { store, files } = options;
    const send = () => {
      this.#sendState();
    };
    this._registerEnd(store.onChange(send));
    this._register(files.onDidChange(send));
    this._registerEnd(() => this.#panel?.dispose());
  }

  /** Shows the editor, with the style of this address chosen. */
  open(style: string): void {
    this.#style = style;
    if (this.#panel) {
      this.#panel.reveal();
      this.#server?.emit('select', { style });
      return;
    }
    this.restore(
      vscode.window.createWebviewPanel(maskEditorType, 'Stylize', vscode.ViewColumn.Active, {
        enableScripts: true,
        enableForms: false,
        // Keeps the undo history while the panel is hidden.
        retainContextWhenHidden: true,
      }),
    );
  }

  /** Takes a panel: a new one, or one from before a reload. */
  restore(panel: vscode.WebviewPanel): void {
    const { extensionUri, files, onError } = this.#options;
    // Two panels would overwrite each other's masks.
    this.#panel?.dispose();
    this.#panel = panel;
    const { webview } = panel;
    webview.options = {
      enableScripts: true,
      enableForms: false,
      localResourceRoots: [bundleFolder(extensionUri), ...files.roots],
    };
    const icon = vscode.Uri.joinPath(extensionUri, 'media', 'icons');
    panel.iconPath = {
      light: vscode.Uri.joinPath(icon, 'viewer-light.svg'),
      dark: vscode.Uri.joinPath(icon, 'viewer-dark.svg'),
    };
    const server = connectServer(maskEditorContract, webviewPort(webview), this.#handlers(), {
      onProblem: onError,
    });
    this.#server = server;
    panel.onDidDispose(() => {
      server.close();
      if (this.#panel !== panel) return;
      this.#panel = undefined;
      this.#server = undefined;
    });
    panel.title = this.#title();
    webview.html = page({ webview, extensionUri, name: 'mask', title: panel.title });
  }

  #handlers(): Handlers<MaskEditorContract> {
    const { store, actions } = this.#options;
    const handle =
      <P, R>(action: (params: P) => Promise<R>) =>
      async (params: P): Promise<R> => {
        try {
          return await action(params);
        } catch (thrown) {
          actions.report(thrown);
          throw thrown;
        }
      };
    return {
      ready: () => {
        const style = this.#style;
        // A reloaded page remembers the chosen style itself.
        this.#style = undefined;
        return { state: this.#state(), ...(style !== undefined && { style }) };
      },
      read: handle(async ({ content, style }) => {
        const png = await store.masks.read(content, style);
        return png ? { png: exactBytes(png) } : {};
      }),
      write: handle(async ({ content, style, png }) => {
        const mask = await store.masks.write(content, style, png);
        return mask === undefined ? {} : { mask };
      }),
      load: handle(() => loadMask(this.#options.files)),
      saveAs: handle(async ({ content, style, png }) => {
        await this.#saveAs(content, style, png);
        return {};
      }),
      setColor: handle(({ style, color }) => {
        const index = store.selection.choices.styles.findIndex(({ uri }) => uri === style);
        if (index >= 0) store.maskColors.set(index, color);
        return Promise.resolve({});
      }),
      showPanel: handle(async () => {
        await actions.showPanel();
        return {};
      }),
    };
  }

  async #saveAs(content: string, style: string, png: Uint8Array): Promise<void> {
    const { files, store } = this.#options;
    const isOurs = files.isStored(content) || files.isBundled(content);
    const folder = isOurs
      ? vscode.workspace.workspaceFolders?.[0]?.uri
      : vscode.Uri.joinPath(vscode.Uri.parse(content), '..');
    const stem = (name: string) => name.replace(/\.\w+$/, '');
    const styleName = store.selection.choices.styles.find(({ uri }) => uri === style)?.name ?? '';
    const name = `${stem(nameOf(vscode.Uri.parse(content)))}.mask-${stem(styleName)}.png`;
    const target = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Save Mask'),
      ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name.replace(/[\\/:*?"<>|]/g, '-')) }),
      filters: { PNG: ['png'] },
    });
    if (!target) return;
    try {
      await vscode.workspace.fs.writeFile(target, png);
    } catch (cause) {
      throw new StylizeError('unwritable-output', vscode.l10n.t('{0} cannot be written.', nameOf(target)), {
        file: target.fsPath,
        hint: vscode.l10n.t('Choose another place.'),
        cause,
      });
    }
  }

  #sendState(): void {
    const panel = this.#panel;
    if (!panel) return;
    panel.title = this.#title();
    this.#server?.emit('state', this.#state());
  }

  #title(): string {
    const { content } = this.#options.store.selection.choices;
    return content ? plainText(vscode.l10n.t('Masks of {0}', content.name)) : vscode.l10n.t('Masks');
  }

  #state(): MaskEditorState {
    const { store, files } = this.#options;
    const show = (uri: string) => this.#panel && shownIn(this.#panel.webview, files)(uri);
    return maskEditorState(store, show, (uri) => isShown(vscode.Uri.parse(uri).path));
  }
}

/** Asks for a picture to use as a mask. */
async function loadMask(files: PictureFiles): Promise<{ name?: string; bytes?: Uint8Array<ArrayBuffer> }> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Mask to Load'),
      openLabel: vscode.l10n.t('Load'),
      filters: { [vscode.l10n.t('Pictures')]: ['png', 'jpg', 'jpeg', 'webp', 'avif', 'gif'] },
    })) ?? [];
  if (!file) return {};
  return { name: nameOf(file), bytes: exactBytes(await files.read(file.toString())) };
}
