import type { Clock } from './clock';
import type { RunLink } from './run-handle';
import { RunPace } from './run-pace';
import { Watchdog } from './watchdog';

/** Follows what an engine tells of a run, and notices when that is nothing for too long. */
export class RunWatch {
  readonly #pace: RunPace;
  readonly #watchdog: Watchdog;
  readonly #stops: readonly (() => void)[];
  #isHung = false;

  constructor(run: string, events: Pick<RunLink, 'on'>, clock: Clock, onHung: () => void) {
    this.#pace = new RunPace(() => clock.now());
    this.#watchdog = new Watchdog({
      clock,
      patience: () => this.#pace.silence,
      onSilence: () => {
        this.#isHung = true;
        onHung();
      },
    });
    this.#stops = [
      events.on('planned', (plan) => {
        if (plan.run !== run) return;
        this.#pace.planned(plan);
        this.#watchdog.heard();
      }),
      events.on('progress', (progress) => {
        if (progress.run !== run) return;
        this.#pace.progressed(progress);
        this.#watchdog.heard();
      }),
      events.on('phase', (event) => {
        if (event.run !== run) return;
        this.#pace.interrupted();
        this.#watchdog.isPaused = event.phase === 'paused';
      }),
    ];
  }

  /** Whether it has called back. */
  get isHung(): boolean {
    return this.#isHung;
  }

  /** How long an engine that is alive may take to end the run, in milliseconds. */
  get grace(): number {
    return this.#pace.grace;
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.#watchdog.stop();
  }
}
