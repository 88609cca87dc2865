import { randomUUID } from 'node:crypto';

import type { AgentRun, Order, RunReport } from '../../agents/workshop';
import { StylizeError } from '../../channel/errors';
import type { RunResult } from '../../contracts/engine';
import type { RunControl } from '../environment';

/** Starts a run. */
type Start = (order: Order) => Promise<RunControl>;

/** The runs of a server, which are painted one after the other. */
export class Runs {
  readonly #start: Start;
  #all: readonly ServerRun[] = [];
  #last: Promise<void> = Promise.resolve();

  constructor(start: Start) {
    this.#start = start;
  }

  /** The latest first. */
  get all(): readonly AgentRun[] {
    return this.#all;
  }

  /** Adds a run, which begins when those before it are over. */
  add(order: Order): AgentRun {
    const run = new ServerRun(order);
    this.#all = [run, ...this.#all];
    this.#last = this.#last.then(() => run.paint(this.#start));
    return run;
  }
}

class ServerRun implements AgentRun {
  readonly id = randomUUID().slice(0, 8);
  readonly over: Promise<void>;
  #report: RunReport;
  #control: RunControl | undefined;
  readonly #order: Order;
  readonly #listeners = new Set<() => void>();
  #end!: () => void;

  constructor(order: Order) {
    this.#order = order;
    const { content, styles, recipe } = order;
    const names = styles.map(({ name }) => name);
    this.#report = {
      state: 'queued',
      content,
      styles: names,
      recipe,
      iteration: 0,
      iterations: 0,
      seconds: 0,
    };
    this.over = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  get report(): RunReport {
    return this.#report;
  }

  onProgress(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  cancel(): void {
    this.#change({ state: 'cancelled' });
    this.#control?.cancel();
    this.#end();
  }

  /** Paints, unless it was cancelled before. Never rejects. */
  async paint(start: Start): Promise<void> {
    if (this.#isCancelled()) return;
    this.#change({ state: 'preparing' });
    try {
      const control = await start(this.#order);
      this.#control = control;
      if (this.#isCancelled()) control.cancel();
      else this.#follow(control);
      this.#finish(await control.result);
    } catch (thrown) {
      const { rescued, ...error } = StylizeError.from(thrown).toData();
      const picture = rescued && { path: rescued.path, width: rescued.width, height: rescued.height };
      if (!this.#isCancelled())
        this.#change({ state: 'failed', error, ...(picture && { picture, saved: picture.path }) });
    } finally {
      this.#end();
    }
  }

  #isCancelled(): boolean {
    return this.#report.state === 'cancelled';
  }

  #follow(control: RunControl): void {
    control.on('planned', ({ iterations }) => {
      this.#change({ iterations });
    });
    control.on('phase', ({ phase }) => {
      this.#change({ state: phase });
    });
    control.on('progress', ({ iteration, iterations, secondsElapsed: seconds, secondsLeft }) => {
      this.#change({ iteration, iterations, seconds, secondsLeft });
      for (const listener of this.#listeners) listener();
    });
  }

  #finish({ out: path, width, height, iterations: iteration, seconds, stopped }: RunResult): void {
    if (this.#isCancelled()) return;
    const picture = { path, width, height };
    const state = stopped ? 'stopped' : 'done';
    this.#change({ state, iteration, seconds, secondsLeft: undefined, picture, saved: path });
  }

  #change(change: Partial<RunReport>): void {
    if (!this.#isCancelled()) this.#report = { ...this.#report, ...change };
  }
}
