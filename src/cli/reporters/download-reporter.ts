import type { EventData } from '../../channel/contract';
import type { EngineContract } from '../../contracts/engine';
import type { Session } from '../session';
import { formatBytes, formatSeconds } from '../text/format';
import { createBar } from './bar';
import { showsBar } from './create-reporter';
import { drawBar } from './progress-line';

export type DownloadProgress = EventData<EngineContract, 'download'>;

/** Tells a person, or a program, how a download goes. */
export interface DownloadReporter {
  progress(progress: DownloadProgress): void;
  /** It is over, also when it has failed. */
  close(): void;
}

export function createDownloadReporter(session: Session): DownloadReporter {
  if (session.json) return new JsonDownloadReporter(session);
  return showsBar(session) ? new DownloadBar(session) : new DownloadLines(session);
}

/** One JSON object a line. */
class JsonDownloadReporter implements DownloadReporter {
  constructor(private readonly session: Session) {}

  progress(progress: DownloadProgress): void {
    this.session.printJson({ event: 'download', ...progress });
  }

  close(): void {
    // Every line is complete in itself.
  }
}

/** For a file or a pipe: a line at the beginning and at every quarter. */
class DownloadLines implements DownloadReporter {
  private quarter = -1;

  constructor(private readonly session: Session) {}

  progress(progress: DownloadProgress): void {
    const { received, total } = progress;
    const quarter = total === undefined || total === 0 ? 0 : Math.floor((4 * received) / total);
    if (quarter === this.quarter) return;
    this.quarter = quarter;
    this.session.print(amount(progress));
  }

  close(): void {
    // Every line is complete in itself.
  }
}

/** A bar on the terminal's last line. */
class DownloadBar implements DownloadReporter {
  private readonly bar;
  private readonly start: number;
  private last: DownloadProgress | undefined;
  /** Bytes that were there before. */
  private before = 0;

  constructor(private readonly session: Session) {
    const { environment } = session;
    this.start = environment.now();
    this.bar = createBar(environment.stdout, (width) => this.line.slice(0, width));
    this.bar.start(1, 0);
  }

  progress(progress: DownloadProgress): void {
    if (!this.last) this.before = progress.received;
    this.last = progress;
    this.bar.update(0);
  }

  close(): void {
    this.bar.stop();
  }

  private get line(): string {
    if (!this.last) return 'Connecting…';
    return downloadLine(this.last, this.before, (this.session.environment.now() - this.start) / 1000);
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
