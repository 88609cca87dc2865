import type { EventData } from '../../channel/contract';
import type { EngineContract } from '../../contracts/engine';
import type { Environment } from '../environment';
import { formatBytes, formatSeconds } from '../text/format';
import type { Output } from './output';
import { drawBar } from './progress-line';

type DownloadProgress = EventData<EngineContract, 'download'>;

/** Reports a download. Without a bar it says how far it is at the beginning and at every quarter. */
export class DownloadReporter {
  readonly #output: Output;
  readonly #now: () => number;
  readonly #start: number;
  /** Bytes that were there before. */
  #before: number | undefined;
  #quarter = -1;

  constructor(output: Output, environment: Pick<Environment, 'now'>) {
    this.#output = output;
    this.#now = () => environment.now();
    this.#start = this.#now();
    output.draw((width) => 'Connecting…'.slice(0, width));
  }

  progress(progress: DownloadProgress): void {
    const { received, total } = progress;
    const before = (this.#before ??= received);
    this.#output.event('download', progress);
    this.#output.draw((width) =>
      downloadLine(progress, before, (this.#now() - this.#start) / 1000).slice(0, width),
    );
    const quarter = total ? Math.floor((4 * received) / total) : 0;
    if (quarter !== this.#quarter) this.#output.narrate(amount(progress));
    this.#quarter = quarter;
  }

  /** The download is over, even if it failed. */
  close(): void {
    this.#output.close();
  }
}

/**
 * @param before bytes that were there when the download began
 * @param seconds since then
 */
export function downloadLine(progress: DownloadProgress, before: number, seconds: number): string {
  const { received, total } = progress;
  if (total === undefined) return amount(progress);
  if (received === total) return 'Checking and importing…';
  const left = (seconds / (received - before)) * (total - received);
  const time = Number.isFinite(left) ? [`about ${formatSeconds(left)} left`] : [];
  return [drawBar(received / total, 20), amount(progress), ...time].join('  ');
}

function amount({ received, total }: DownloadProgress): string {
  return total === undefined ? formatBytes(received) : `${formatBytes(received)} of ${formatBytes(total)}`;
}
