import type { EventData, ParsedParams } from '../../channel/contract';
import type { EngineContract, NetworkSummary } from '../../contracts/engine';

export type DownloadProgress = EventData<EngineContract, 'download'>;

export interface WeightsRequest {
  readonly url: string;
  readonly proxy: ParsedParams<EngineContract, 'downloadWeights'>['proxy'];
  /** Whether to replace other weights of the same name. */
  readonly replace: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: DownloadProgress) => void;
}

/** Downloads weights into the store. */
export interface Installer {
  /** @throws StylizeError */
  install(request: WeightsRequest): Promise<NetworkSummary>;
  /** Cancels the download; a later one continues where it stopped. */
  stop(): Promise<void>;
}
