import { join } from 'node:path';

import { StylizeError } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import type { NetworkSummary } from '../../../contracts/engine';
import type { Installer, WeightsRequest } from '../../network/installer';
import type { NetworkStore } from '../../network/store';
import { parseAddress } from './address';
import { download } from './download';

export interface WeightsInstallerOptions {
  readonly store: NetworkStore;
  /** The person's folder; partial files are in its `downloads`. */
  readonly userFolder: string;
}

/** Downloads weights into the store, one file at a time. */
export class WeightsInstaller implements Installer {
  #current: { readonly abort: AbortController; readonly over: Promise<unknown> } | undefined;

  readonly #options: WeightsInstallerOptions;

  constructor(options: WeightsInstallerOptions) {
    this.#options = options;
  }

  /**
   * @throws StylizeError as `download` and `NetworkStore.importFile`; 'busy'. The downloaded file is kept only if all that
   *   is missing is the permission to replace other weights.
   */
  async install(request: WeightsRequest): Promise<NetworkSummary> {
    if (this.#current) {
      throw new StylizeError('busy', l10n.t`A download is already under way.`, {
        hint: l10n.t`Wait until it is finished.`,
      });
    }
    const abort = new AbortController();
    const over = this.#downloadAndImport(request, AbortSignal.any([request.signal, abort.signal]));
    this.#current = { abort, over };
    try {
      return await over;
    } finally {
      this.#current = undefined;
    }
  }

  /** Cancels the download; a later one continues where it stopped. */
  async stop(): Promise<void> {
    this.#current?.abort.abort();
    await this.#current?.over.catch(() => undefined);
  }

  async #downloadAndImport(
    { url, proxy, replace, onProgress }: WeightsRequest,
    signal: AbortSignal,
  ): Promise<NetworkSummary> {
    const { store, userFolder } = this.#options;
    const folder = join(userFolder, 'downloads');
    const address = parseAddress(url);
    const file = await download(address, { folder, proxy, signal, onProgress });
    try {
      const summary = await store.importFile(file.path, {
        replace: replace || file.isChecked,
        // If no checksum could be computed, the weights themselves must be known.
        onlyKnown: address.checksums.length > 0 && !file.isChecked,
      });
      await file.remove();
      return summary;
    } catch (error) {
      if (StylizeError.from(error).code !== 'network-exists') await file.remove();
      throw error;
    }
  }
}
