import { StylizeError } from '../../channel/errors';
import type { RunResult } from '../../contracts/engine';
import type { Batch } from '../batch/batch';
import type { LeftOut } from '../batch/listing';
import type { BatchFailure, BatchSummary } from '../batch/summary';
import type { Environment } from '../environment';
import { formatCount, formatPath, formatSeconds, printable } from '../text/format';
import { paintFor } from '../text/paint';
import type { Output } from './output';
import { drawBar } from './progress-line';
import type { Progress } from './sentences';

const barLength = 20;

/** Reports a batch: a line for each picture that was painted or has failed, one bar for all, and a summary. */
export class BatchReporter {
  readonly #output: Output;
  readonly #environment: Environment;
  readonly #batch: Batch;
  readonly #start: number;
  readonly #failures: BatchFailure[] = [];
  #current = 0;
  #progress: Progress | undefined;
  #painted = 0;
  #skipped = 0;
  #begunAt = 0;
  /** In seconds, of the pictures that were painted. */
  #painting = 0;

  constructor(output: Output, environment: Environment, batch: Batch) {
    this.#output = output;
    this.#environment = environment;
    this.#batch = batch;
    this.#start = environment.now();
    const { pictures, listed, leftOut, shard } = batch;
    output.event('batch', { pictures: pictures.length, listed, leftOut, ...(shard && { shard }) });
    output.say(printable(batchSentence(batch)));
    if (pictures.length > 0) this.#draw();
  }

  begin(index: number): void {
    this.#current = index;
    this.#progress = undefined;
    this.#begunAt = this.#environment.now();
    const { content, out } = this.#batch.pictures[index]!;
    this.#output.event('picture', { index, content, out });
    this.#draw();
  }

  progress(index: number, progress: Progress): void {
    this.#progress = progress;
    this.#output.event('progress', { index, ...progress });
    this.#draw();
  }

  painted(index: number, result: RunResult): void {
    this.#painted++;
    this.#painting += this.#secondsSince(this.#begunAt);
    const { content } = this.#batch.pictures[index]!;
    this.#output.event('painted', { index, content, ...result });
    const path = formatPath(result.out, this.#environment.cwd);
    const parts = [`saved ${path}`, formatSeconds(result.seconds), ...this.#leftWords()];
    this.#output.say(printable(`${this.#name(index)}: ${parts.join(', ')}`));
  }

  /** Its result is there. */
  skipped(index: number): void {
    this.#skipped++;
    const { content, out } = this.#batch.pictures[index]!;
    this.#output.event('skipped', { index, content, out });
  }

  failed(index: number, error: StylizeError): void {
    const { content } = this.#batch.pictures[index]!;
    const { code, message, hint, file, rescued } = error.toData();
    this.#failures.push({ content, code, message, ...(hint !== undefined && { hint }) });
    this.#output.event('failed', { index, content, code, message, hint, file, rescued });
    this.#output.say(printable(`${this.#name(index)}: not painted. ${message}`));
  }

  notice(text: string): void {
    this.#output.notice(text);
  }

  get summary(): BatchSummary {
    const pictures = this.#batch.pictures.length;
    const [painted, skipped, failed] = [this.#painted, this.#skipped, this.#failures.length];
    return {
      pictures,
      painted,
      skipped,
      failed,
      remaining: pictures - painted - skipped - failed,
      seconds: this.#secondsSince(this.#start),
      failures: this.#failures,
    };
  }

  /** The batch is over, whichever way. */
  close(): void {
    this.#output.close();
    const { cwd, stdout } = this.#environment;
    const { painted, skipped, failed, remaining, seconds, failures } = this.summary;
    this.#output.event('summary', this.summary);
    const paint = paintFor(stdout, this.#environment);
    const counts = [
      `${painted} painted`,
      ...(skipped > 0 ? [`${skipped} there already`] : []),
      ...(failed > 0 ? [paint('red', `${failed} failed`)] : []),
      ...(remaining > 0 ? [`${remaining} not begun`] : []),
    ];
    this.#output.say(
      `${paint('bold', counts.join(', '))}, in ${formatSeconds(seconds)}`,
      ...failures.map(({ content, message, hint }) =>
        printable(`  ${formatPath(content, cwd)}: ${[message, hint].filter(Boolean).join(' ')}`),
      ),
    );
  }

  #name(index: number): string {
    const { pictures } = this.#batch;
    return `${index + 1}/${pictures.length} ${formatPath(pictures[index]!.content, this.#environment.cwd)}`;
  }

  #secondsSince(moment: number): number {
    return (this.#environment.now() - moment) / 1000;
  }

  /** How long the rest takes, if it is all to be painted and takes as long as what was. */
  #leftWords(): string[] {
    const { remaining } = this.summary;
    if (this.#painted === 0 || remaining === 0) return [];
    return [`about ${formatSeconds((this.#painting / this.#painted) * remaining)} left`];
  }

  #draw(): void {
    this.#output.draw((width) => this.#line().slice(0, width));
  }

  #line(): string {
    const { pictures } = this.#batch;
    const { iteration = 0, iterations, fraction = 0 } = this.#progress ?? {};
    const parts = [
      drawBar((this.#current + fraction) / Math.max(1, pictures.length), barLength),
      this.#name(this.#current),
      ...(iterations === undefined ? [] : [`${iteration}/${iterations}`]),
      ...this.#leftWords(),
      ...(this.#failures.length > 0 ? [`${this.#failures.length} failed`] : []),
    ];
    return printable(parts.join('  '));
  }
}

/** What is to be done, and what is left out. */
function batchSentence({ pictures, listed, leftOut, shard }: Batch): string {
  const count = formatCount(pictures.length, 'picture');
  const part = shard ? ` of ${listed}, part ${shard.index} of ${shard.count} (${shard.source})` : '';
  const words = leftOutWords(leftOut);
  return `${count}${part}${words.length > 0 ? `; left out: ${words.join(', ')}` : ''}`;
}

function leftOutWords({ hidden, others, folders }: LeftOut): string[] {
  return [
    ...(hidden > 0 ? [`${hidden} hidden`] : []),
    ...(others > 0 ? [`${formatCount(others, 'file')} of other kinds`] : []),
    ...(folders > 0 ? [`${formatCount(folders, 'folder')} (--recursive)`] : []),
  ];
}
