import * as vscode from 'vscode';

import type { NetworkSummary } from '../protocol/engine';
import type { Engine } from './engine';
import type { Catalogue } from './model/catalogue';
import { showInfo, showProgress, type Step } from './notify';
import { nameOf } from './pictures/picture-files';
import type { Settings } from './settings';

export interface WeightsOptions {
  readonly engine: Engine;
  readonly catalogue: Catalogue;
  readonly settings: Settings;
}

/** Brings the weights of networks to this machine. */
export class Weights {
  constructor(private readonly options: WeightsOptions) {}

  /** Of a file that the person chooses. */
  async import(): Promise<void> {
    const [file] =
      (await vscode.window.showOpenDialog({
        title: vscode.l10n.t('Network Weights to Import'),
        openLabel: vscode.l10n.t('Import'),
        filters: {
          [vscode.l10n.t('Network weights')]: ['h5', 'hdf5', 'mat', 'pth', 'pt', 'safetensors'],
          [vscode.l10n.t('All files')]: ['*'],
        },
      })) ?? [];
    if (!file) return;
    const title = vscode.l10n.t('Importing {0}', nameOf(file));
    await this.#install(
      await showProgress({ title }, () =>
        this.options.engine.request('importWeights', { file: file.fsPath }),
      ),
    );
  }

  /** Of VGG-19, from the address of the settings. What was cancelled before is continued. */
  async download(): Promise<void> {
    const title = vscode.l10n.t('Downloading VGG-19');
    await this.#install(
      await showProgress({ title, cancellable: true }, (report, token) => this.#download(report, token)),
    );
  }

  async #download(report: (step: Step) => void, token: vscode.CancellationToken): Promise<NetworkSummary> {
    const { engine, settings } = this.options;
    const abort = new AbortController();
    let percent = 0;
    const subscriptions = vscode.Disposable.from(
      token.onCancellationRequested(() => {
        abort.abort();
      }),
      new vscode.Disposable(
        engine.on('download', ({ received, total }) => {
          const now = total === undefined ? percent : (100 * received) / total;
          report({ message: amount(received, total), increment: now - percent });
          percent = now;
        }),
      ),
    );
    try {
      return await engine.request('downloadWeights', settings.download, { signal: abort.signal });
    } finally {
      subscriptions.dispose();
    }
  }

  async #install({ title, convention }: NetworkSummary): Promise<void> {
    await this.options.catalogue.reloadNetworks();
    const ready = vscode.l10n.t('{0} is ready to use.', title);
    void showInfo(convention === undefined ? ready : `${ready} (${convention})`);
  }
}

function amount(received: number, total: number | undefined): string {
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  if (total === undefined) return vscode.l10n.t('{0} MB', megabytes(received));
  if (received === total) return vscode.l10n.t('checking and importing…');
  return vscode.l10n.t('{0} of {1} MB', megabytes(received), megabytes(total));
}
