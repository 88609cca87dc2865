import { join } from 'node:path';

import type { NetworkSummary } from '../../../protocol/engine';
import { StylizeError } from '../../../protocol/errors';
import type { NetworkStore } from '../store';
import { parseAddress } from './address';
import { download, type DownloadProgress } from './download';
import type { ProxyChoice } from './proxy';

export interface WeightsInstallerOptions {
  readonly store: NetworkStore;
  /** The person's: parts of files are in its `downloads`. */
  readonly userFolder: string;
}

export interface WeightsRequest {
  readonly url: string;
  readonly proxy: ProxyChoice;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: DownloadProgress) => void;
}

/** Downloads weights into the store, one file at a time. */
export class WeightsInstaller {
  private current: { readonly abort: AbortController; readonly over: Promise<unknown> } | undefined;

  constructor(private readonly options: WeightsInstallerOptions) {}

  /**
   * @throws StylizeError as `download`; 'bad-weights' when the file holds no network, and then it is not kept; 'busy'
   */
  async install(request: WeightsRequest): Promise<NetworkSummary> {
    if (this.current) {
      throw new StylizeError('busy', 'A download is already under way.', { hint: 'Wait until it is done.' });
    }
    const abort = new AbortController();
    const over = this.downloadAndImport(request, AbortSignal.any([request.signal, abort.signal]));
    this.current = { abort, over };
    try {
      return await over;
    } finally {
      this.current = undefined;
    }
  }

  /** Gives the download up; a later one goes on where it stopped. */
  async stop(): Promise<void> {
    this.current?.abort.abort();
    await this.current?.over.catch(() => undefined);
  }

  private async downloadAndImport(
    { url, proxy, onProgress }: WeightsRequest,
    signal: AbortSignal,
  ): Promise<NetworkSummary> {
    const { store, userFolder } = this.options;
    const folder = join(userFolder, 'downloads');
    const file = await download(parseAddress(url), { folder, proxy, signal, onProgress });
    try {
      return await store.importFile(file.path);
    } finally {
      await file.remove();
    }
  }
}
