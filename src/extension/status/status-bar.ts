import * as vscode from 'vscode';

import type { EngineState } from '../../client/engine-status';
import { Disposable } from '../disposable';
import type { Store } from '../model/store';
import { labelOf } from '../model/views/run-views';
import { inWords } from '../notices/in-words';
import { plainText } from '../notices/plain-text';

const engineTexts: Readonly<Record<EngineState, () => string>> = {
  stopped: () => vscode.l10n.t('Engine stopped: it starts when it is needed.'),
  starting: () => vscode.l10n.t('Engine starting'),
  ready: () => vscode.l10n.t('Engine ready'),
  busy: () => vscode.l10n.t('Engine at work'),
  restarting: () => vscode.l10n.t('Engine restarting'),
  failed: () => vscode.l10n.t('Engine failed'),
};

/** Shows engine and run in the status bar. A click opens the current picture or the side panel. */
export class StatusBar extends Disposable {
  readonly #item = this._register(
    vscode.window.createStatusBarItem('stylize.status', vscode.StatusBarAlignment.Right, 90),
  );
  readonly #store: Store;

  constructor(store: Store) {
    super();
    this.#store = store;
    this.#item.name = 'Stylize';
    const update = () => {
      this.#update();
    };
    this._registerEnd(store.onChange(update));
    this._registerEnd(store.runs.onProgress(update));
    update();
    this.#item.show();
  }

  #update(): void {
    const { runs, engine } = this.#store;
    const { state, error, engine: running } = engine.status;
    const text = this.#runText();
    this.#item.command = runs.active ? 'stylize.openRun' : 'stylize.showPanel';
    this.#item.text = text ?? (state === 'failed' ? '$(error) Stylize' : `${iconOf(state)} Stylize`);
    this.#item.backgroundColor =
      state === 'failed' ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    const tooltip = new vscode.MarkdownString(undefined, true);
    tooltip.isTrusted = { enabledCommands: ['stylize.restartEngine', 'stylize.showLog'] };
    const waiting = runs.queue.length;
    const about = [
      ...(runs.active ? [plainText(labelOf(runs.active))] : []),
      ...(waiting > 0 ? [vscode.l10n.t('{0} more in the queue', waiting)] : []),
    ];
    if (about.length > 0) tooltip.appendText(about.join(' · ')).appendMarkdown('\n\n');
    tooltip.appendText(engineTexts[state]());
    const detail = error ? inWords(error.words.message) : running?.runtimeName;
    if (detail !== undefined) tooltip.appendText(` (${plainText(detail)})`);
    const restart = vscode.l10n.t('Restart Engine');
    const log = vscode.l10n.t('Show Log');
    tooltip.appendMarkdown(
      `\n\n[${restart}](command:stylize.restartEngine) · [${log}](command:stylize.showLog)`,
    );
    this.#item.tooltip = tooltip;
    this.#item.accessibilityInformation = { label: `Stylize: ${text ?? engineTexts[state]()}` };
  }

  /** Undefined without a run. */
  #runText(): string | undefined {
    const { runs, variants } = this.#store;
    const { progress } = variants;
    if (progress) return `$(sync~spin) Stylize ${progress.done}/${progress.count}`;
    const run = runs.active;
    if (!run) return undefined;
    const percent = run.progress ? ` ${Math.floor(100 * run.progress.fraction)} %` : '';
    if (run.state === 'paused') return `$(debug-pause) Stylize${percent}`;
    return `$(sync~spin) Stylize${percent}`;
  }
}

function iconOf(state: EngineState): string {
  return state === 'starting' || state === 'restarting' ? '$(loading~spin)' : '$(paintcan)';
}
