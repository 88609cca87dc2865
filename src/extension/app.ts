import * as vscode from 'vscode';

import { systemClock } from '../client/clock';
import { userFolder } from '../protocol/user-folder';
import { Actions } from './actions';
import { ContextKeys } from './context-keys';
import { Disposable } from './disposable';
import { Engine } from './engine';
import { channelLog } from './log';
import { Messages } from './messages';
import type { RunEnd } from './model/runs';
import { Store } from './model/store';
import { Gallery } from './pictures/gallery';
import { PictureFiles } from './pictures/picture-files';
import { Queues } from './queues';
import { Recall } from './recall';
import { Results } from './results';
import { RunNotification } from './run-notification';
import { Settings } from './settings';
import { StatusBar } from './status-bar';
import { MaskEditor } from './views/mask-editor';
import { PanelView } from './views/panel-view';
import { Viewers } from './views/viewers';
import { Weights } from './weights';

/** Everything behind the commands and views: made when the first of them is used. */
export class App extends Disposable {
  readonly store: Store;
  readonly engine: Engine;
  readonly actions: Actions;
  readonly queues: Queues;
  readonly recall: Recall;
  readonly panel: PanelView;
  readonly viewers: Viewers;
  readonly maskEditor: MaskEditor;
  readonly #settings = new Settings();
  readonly #messages: Messages;
  readonly #results: Results;
  readonly #files: PictureFiles;

  constructor(context: vscode.ExtensionContext, channel: vscode.LogOutputChannel) {
    super();
    const { extensionUri } = context;
    const messages = new Messages(channel);
    this.#messages = messages;
    const onError = (thrown: unknown) => {
      messages.note(thrown);
    };
    const files = this._register(new PictureFiles(context, onError));
    this.#files = files;
    this.engine = this._register(
      new Engine({
        bundle: vscode.Uri.joinPath(extensionUri, 'dist', 'engine.js').fsPath,
        userFolder: userFolder(),
        log: channelLog(channel),
        settings: () => this.#settings.engine,
        onError,
      }),
    );
    const store = this._register(
      new Store({
        engine: this.engine,
        files,
        memory: context.workspaceState,
        clock: systemClock,
        preferences: () => this.#settings.preferences,
        onError,
      }),
    );
    this.store = store;
    const gallery = new Gallery(extensionUri);
    this.#results = new Results(store, files);
    const results = this.#results;
    this.actions = new Actions({
      store,
      engine: this.engine,
      files,
      gallery,
      results,
      weights: new Weights({ engine: this.engine, catalogue: store.catalogue, settings: this.#settings }),
      messages,
      channel,
      viewers: () => this.viewers,
      maskEditor: () => this.maskEditor,
    });
    const { actions } = this;
    this.queues = new Queues({ store, files, actions, results, messages });
    this.recall = new Recall({ store, engine: this.engine, files });
    const shared = { extensionUri, store, files, actions, onError };
    this.panel = this._register(new PanelView({ ...shared, gallery }));
    this.viewers = this._register(new Viewers(shared));
    this.maskEditor = this._register(new MaskEditor(shared));
    this.#connect();
    void files.prune(store.masks.used).catch(onError);
  }

  /** Resolves when no process is left. */
  async shutdown(): Promise<void> {
    this.dispose();
    await this.engine.shutdown();
  }

  #connect(): void {
    const { store, panel, viewers, queues } = this;
    this._register(new StatusBar(store));
    const keys = this._register(new ContextKeys(store, () => this.actions.resultId !== undefined));
    const notification = this._register(
      new RunNotification({
        store,
        isSeen: ({ id }) => panel.isVisible || viewers.isVisible(id),
        isReported: () => queues.isRunning,
      }),
    );
    const onViews = () => {
      keys.update();
      notification.update();
    };
    this._register(panel.onDidChangeVisibility(onViews));
    this._register(viewers.onDidChange(onViews));
    this._registerEnd(
      store.history.onForget(({ uri }) => {
        this.#files.remove(uri).catch((thrown: unknown) => {
          this.#messages.note(thrown);
        });
      }),
    );
    this._registerEnd(
      store.runs.onEnd((end) => {
        void this.#onEnd(end);
      }),
    );
    this._register(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('stylize.engine')) void this.engine.renew();
        if (change.affectsConfiguration('stylize.network') || change.affectsConfiguration('stylize.size')) {
          this.#reloadRecipe();
        }
      }),
    );
  }

  async #onEnd({ outcome, record, session }: RunEnd): Promise<void> {
    // A queue saves and reports by itself.
    if (this.queues.isRunning) return;
    const { content } = session.subject;
    try {
      if (outcome.error) {
        const crashed = outcome.error.code === 'engine-failed' && this.engine.status.state !== 'failed';
        const again = { title: vscode.l10n.t('Run Again'), command: 'stylize.again' };
        this.#messages.report(outcome.error, crashed ? again : undefined);
      } else if (record && this.#settings.output(vscode.Uri.parse(content.uri)).autoSave) {
        await this.actions.save(record.id);
      }
    } catch (thrown) {
      this.#messages.report(thrown);
    }
  }

  #reloadRecipe(): void {
    this.store.catalogue.forgetRecipes();
    if (this.engine.status.state === 'stopped') return;
    this.store.catalogue.recipe(this.store.selection.choices.recipe).catch((thrown: unknown) => {
      this.#messages.report(thrown);
    });
  }
}
