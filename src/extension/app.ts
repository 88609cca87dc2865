import * as vscode from 'vscode';

import { systemClock } from '../client/clock';
import type { Downloads } from '../contracts/panel';
import { userFolder } from '../user-folder/location';
import { AccessibleTexts } from './accessibility/texts';
import { AgentTools } from './agents/agent-tools';
import { WindowWorkshop } from './agents/window-workshop';
import { Actions } from './commands/actions';
import { Admission } from './commands/admission';
import { Continuation } from './commands/continuation';
import { openDiagnostics } from './commands/diagnostics';
import { FastStyles } from './commands/fast-styles';
import { Interruptions } from './commands/interruptions';
import { PresetActions } from './commands/presets';
import { Recall } from './commands/recall';
import { RunActions } from './commands/run-actions';
import { Weights } from './commands/weights';
import { Disposable } from './disposable';
import { Store } from './model/store';
import { shownRun } from './model/views/view-states';
import { Messages } from './notices/messages';
import { RunReports } from './notices/run-reports';
import { Gallery } from './pictures/gallery';
import { PictureFiles } from './pictures/picture-files';
import { Engine } from './services/engine';
import { FileMemory } from './services/file-memory';
import { channelLog } from './services/log';
import { Results } from './services/results';
import { Settings } from './services/settings';
import { clearStoredPictures } from './services/stored-pictures';
import { ContextKeys } from './status/context-keys';
import { StatusBar } from './status/status-bar';
import { MaskEditor } from './views/mask-editor';
import { PanelView } from './views/panel-view';
import { Viewers } from './views/viewers';

/** Everything behind the commands and views. Created when the first of them is used. */
export class App extends Disposable {
  readonly store: Store;
  readonly engine: Engine;
  readonly actions: Actions;
  readonly runActions: RunActions;
  readonly recall: Recall;
  readonly interruptions: Interruptions;
  readonly panel: PanelView;
  readonly viewers: Viewers;
  readonly maskEditor: MaskEditor;
  readonly agentTools: AgentTools;
  readonly texts = this._register(new AccessibleTexts());
  readonly #settings = new Settings();
  readonly #messages: Messages;
  readonly #files: PictureFiles;
  readonly #results: Results;

  constructor(context: vscode.ExtensionContext, channel: vscode.LogOutputChannel) {
    super();
    const { extensionUri, storageUri, globalStorageUri } = context;
    const messages = new Messages(channel, () => this.#downloads === 'allowed');
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
        // A window without a folder has no storage of its own.
        memory: storageUri ? new FileMemory(storageUri.fsPath) : context.workspaceState,
        userMemory: new FileMemory(globalStorageUri.fsPath),
        clock: systemClock,
        preferences: () => this.#settings.preferences,
        onError,
      }),
    );
    this.store = store;
    const gallery = new Gallery(extensionUri);
    this.#results = this._register(new Results(store.runs, files));
    this.actions = new Actions({
      store,
      files,
      gallery,
      fastStyles: new FastStyles({
        store,
        engine: this.engine,
        previews: vscode.Uri.joinPath(globalStorageUri, 'trainings'),
      }),
      weights: new Weights({ engine: this.engine, catalog: store.catalog, settings: this.#settings }),
      presets: new PresetActions({ store, engine: this.engine }),
      messages,
      channel,
      maskEditor: () => this.maskEditor,
    });
    const { actions } = this;
    const admission = new Admission({ store, allowMemory: (bytes) => this.#settings.allowMemory(bytes) });
    this.runActions = new RunActions({
      store,
      engine: this.engine,
      files,
      results: this.#results,
      viewers: () => this.viewers,
      admission,
      continuation: new Continuation({ store, admission }),
      isPanelVisible: () => this.panel.isVisible,
      ensureStyle: () => actions.ensureStyle(),
      report: (thrown, fix) => {
        messages.report(thrown, fix);
      },
    });
    const { runActions } = this;
    this.agentTools = new AgentTools(
      new WindowWorkshop({
        store,
        files,
        gallery,
        results: this.#results,
        runActions,
        usualRecipe: () => this.#settings.preferences.recipe,
      }),
    );
    this.recall = new Recall({ store, engine: this.engine, files });
    this.interruptions = new Interruptions({
      store,
      files,
      recall: this.recall,
      resume: (id) => {
        runActions.resume(id);
      },
      report: (thrown) => {
        messages.report(thrown);
      },
    });
    const shared = { extensionUri, store, files, actions, runActions, onError };
    this.panel = this._register(new PanelView({ ...shared, gallery, downloads: () => this.#downloads }));
    this.viewers = this._register(new Viewers(shared));
    this.maskEditor = this._register(new MaskEditor(shared));
    this.#connect();
    void files.prune(store.filesInUse).catch(onError);
    void this.interruptions.offer().catch(onError);
  }

  get #downloads(): Downloads {
    try {
      return this.#settings.downloads;
    } catch {
      // The policy cannot be read: the engine reports that.
      return 'forbidden';
    }
  }

  clearStoredPictures(): Promise<void> {
    return clearStoredPictures(this.store, this.#files);
  }

  /** Tries every device and opens a report about this machine. */
  openDiagnostics(): Promise<void> {
    return openDiagnostics(this.engine);
  }

  /** Resolves when no process is left. */
  async shutdown(): Promise<void> {
    this.dispose();
    await this.engine.shutdown();
  }

  #connect(): void {
    const { store, panel, viewers, runActions } = this;
    this._register(new StatusBar(store));
    const viewed = () => (viewers.active ? store.runs.find(viewers.active.id) : undefined);
    const keys = this._register(new ContextKeys(store, viewed, () => this.interruptions.any));
    const reports = this._register(
      new RunReports({
        store,
        results: this.#results,
        messages: this.#messages,
        isAutoSaved: (content) => this.#settings.output(content).autoSave,
        isSeen: ({ id }) => panel.isVisible || viewers.isVisible(id),
        showsError: (run) => panel.isVisible && shownRun(store) === run,
        open: ({ id }) => {
          runActions.open(id);
        },
        save: ({ id }) => runActions.save(id),
        setBadge: (badge) => {
          panel.badge = badge;
        },
      }),
    );
    const onViews = () => {
      keys.update();
      reports.update();
    };
    this._register(panel.onDidChangeVisibility(onViews));
    this._register(viewers.onDidChange(onViews));
    this._register(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (['stylize.engine', 'stylize.weights'].some((key) => change.affectsConfiguration(key)))
          void this.engine.renew();
        if (['stylize.network', 'stylize.size'].some((key) => change.affectsConfiguration(key)))
          this.#reload();
        if (change.affectsConfiguration('stylize.memoryBudget')) this.store.forecasts.update();
      }),
    );
    this._registerEnd(
      this.engine.onRenewed(() => {
        this.#reload();
      }),
    );
  }

  /** Reloads what the engine offers: at once if the panel is visible, otherwise when it is shown. */
  #reload(): void {
    const { store, panel } = this;
    store.catalog.invalidate();
    if (!panel.isVisible) return;
    store.load().catch((thrown: unknown) => {
      this.#messages.report(thrown);
    });
  }
}
