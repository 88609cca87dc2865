import { sizeOf } from './checkpoint-file';

/** Where the checkpoints of one run go. */
export interface Slot<Record> {
  /** Most bytes that one may have. */
  readonly limit: number;
  /** Replaces the one before. Throws an Error with the system's code. */
  write(record: Record, state: object): Promise<void>;
}

export interface CheckpointingOptions<Record> {
  readonly slot: Slot<Record>;
  /** 0: never. */
  readonly everySeconds: number;
  readonly onWritten: (iteration: number) => void;
  /** Told once. The reason is in words for a person. */
  readonly onFailure: (reason: string) => void;
  readonly now?: () => number;
}

/** At most this share of a run's time goes to checkpoints. */
const timeShare = 0.02;
/** The first one comes early, so that hardly any run is lost as a whole. */
const firstAfterMilliseconds = 1000;
const retryMilliseconds = 60_000;

/** Decides when a run's state is written, and writes it. A run does not fail because of its checkpoint. */
export class Checkpointing<Record extends { readonly iteration: number }> {
  readonly #options: CheckpointingOptions<Record>;
  readonly #now: () => number;
  #dueAt: number;
  #written: number | undefined;
  #hasFailed = false;

  constructor(options: CheckpointingOptions<Record>) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#dueAt = this.#now() + Math.min(this.#everyMilliseconds, firstAfterMilliseconds);
  }

  get isDue(): boolean {
    return this.#everyMilliseconds < Infinity && this.#now() >= this.#dueAt;
  }

  /** The iteration of the last one; undefined when there is none. */
  get written(): number | undefined {
    return this.#written;
  }

  /** Something is new that the next engine must know. */
  hasten(): void {
    this.#dueAt = Math.min(this.#dueAt, this.#now());
  }

  /** Writes it now, unless the run writes none. Nothing may change the state until this resolves. Never rejects. */
  async write(record: Record, state: object): Promise<boolean> {
    const { slot, onWritten } = this.#options;
    if (this.#everyMilliseconds === Infinity) return false;
    const start = this.#now();
    const bytes = sizeOf(state);
    if (bytes > slot.limit) {
      this.#dueAt = Infinity;
      this.#fail(`it would take ${(bytes / 1e9).toFixed(1)} GB`);
      return false;
    }
    try {
      await slot.write(record, state);
    } catch (thrown) {
      this.#dueAt = this.#now() + Math.max(this.#everyMilliseconds, retryMilliseconds);
      this.#fail(reasonOf(thrown));
      return false;
    }
    const took = this.#now() - start;
    this.#dueAt = this.#now() + Math.max(this.#everyMilliseconds, took / timeShare);
    this.#written = record.iteration;
    this.#hasFailed = false;
    onWritten(record.iteration);
    return true;
  }

  get #everyMilliseconds(): number {
    const { everySeconds } = this.#options;
    return everySeconds > 0 ? 1000 * everySeconds : Infinity;
  }

  #fail(reason: string): void {
    if (!this.#hasFailed) this.#options.onFailure(reason);
    this.#hasFailed = true;
  }
}

function reasonOf(thrown: unknown): string {
  const { code, message } = thrown as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'its folder cannot be written';
    default:
      return message;
  }
}
