import * as vscode from 'vscode';

import { StylizeError } from '../../channel/errors';
import type { NetworkSummary } from '../../contracts/engine';
import type { Catalog } from '../model/catalog';
import { ask, showInfo, showProgress, type Step } from '../notices/notify';
import { nameOf } from '../pictures/picture-files';
import type { Engine } from '../services/engine';
import type { Settings } from '../services/settings';

export interface WeightsOptions {
  readonly engine: Engine;
  readonly catalog: Catalog;
  readonly settings: Settings;
}

/** Downloads and imports network weights. */
export class Weights {
  readonly #options: WeightsOptions;

  constructor(options: WeightsOptions) {
    this.#options = options;
  }

  /** Imports a file that the person chooses. */
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
    await this.#install((replace) =>
      showProgress({ title }, () =>
        this.#options.engine.request('importWeights', { file: file.fsPath, replace }),
      ),
    );
  }

  /** Downloads VGG-19 from the address in the settings. Continues a cancelled download. */
  async download(): Promise<void> {
    const { downloads } = this.#options.settings;
    if (downloads !== 'allowed') {
      const reason =
        downloads === 'forbidden'
          ? vscode.l10n.t('This machine’s administrator does not allow downloads.')
          : vscode.l10n.t('Downloads are switched off in the settings.');
      throw new StylizeError('forbidden', reason, {
        hint: vscode.l10n.t('Import the weights from a file instead.'),
      });
    }
    const title = vscode.l10n.t('Downloading VGG-19');
    await this.#install((replace) =>
      showProgress({ title, cancellable: true }, (report, token) => this.#download(replace, report, token)),
    );
  }

  async #download(
    replace: boolean,
    report: (step: Step) => void,
    token: vscode.CancellationToken,
  ): Promise<NetworkSummary> {
    const { engine, settings } = this.#options;
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
      return await engine.request(
        'downloadWeights',
        { ...settings.download, replace },
        { signal: abort.signal },
      );
    } finally {
      subscriptions.dispose();
    }
  }

  /** Installs weights. Asks before it replaces others of the same name. */
  async #install(bring: (replace: boolean) => Thenable<NetworkSummary>): Promise<void> {
    const network = await bring(false).then(undefined, async (thrown: unknown) => {
      const { code, message } = StylizeError.from(thrown);
      if (code !== 'network-exists') throw thrown;
      const replace = vscode.l10n.t('Replace');
      const detail = vscode.l10n.t(
        'Results that were made with the installed weights will then come out differently.',
      );
      return (await ask(message, detail, replace)) === replace ? bring(true) : undefined;
    });
    if (!network) return;
    await this.#options.catalog.reloadNetworks();
    const { title, convention, license } = network;
    const ready = vscode.l10n.t('{0} is ready to use.', title);
    const about = [convention, license ?? vscode.l10n.t('licence unknown')].filter(Boolean).join('; ');
    void showInfo(`${ready} (${about})`);
  }
}

function amount(received: number, total: number | undefined): string {
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  if (total === undefined) return vscode.l10n.t('{0} MB', megabytes(received));
  if (received === total) return vscode.l10n.t('checking and importing…');
  return vscode.l10n.t('{0} of {1} MB', megabytes(received), megabytes(total));
}
