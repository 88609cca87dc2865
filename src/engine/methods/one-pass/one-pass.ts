import type { Losses } from '../../../contracts/engine';
import { changedWeights, type PassWeights } from '../../../recipe/live';
import type { Picture } from '../../imaging/picture';
import type { Method, Moment, Painted, Painting, Reporter } from '../method';
import { stoppedTooEarly, type RunControl } from '../run-control';
import { PassPainter } from './painter';
import { forecastPass, planPass, type PassPlan } from './plan';

/** A pass between two tiles: all that its future depends on, besides its plan. */
export interface PassState {
  /** How many tiles are painted. */
  readonly tiles: number;
  /** Without pauses. */
  readonly seconds: number;
  readonly weights: PassWeights;
  readonly adjusted: boolean;
  /** [3, H, W]: the picture, with the tiles that are painted in place. */
  readonly painting: Float32Array;
}

/**
 * Has a network paint that was trained for its style (Johnson et al. 2016, Perceptual Losses for Real-Time Style Transfer
 * and Super-Resolution).
 */
export const onePass: Method<PassState, PassPlan> = {
  plan: (request, services) => planPass(request as Parameters<typeof planPass>[0], services),
  forecast: (recipe, request, services) => forecastPass(recipe as PassPlan['recipe'], request, services),
  paint: (plan, control, reporter, from) => new Pass(plan, control, reporter, from).paint(),
};

/** Nothing is compared. */
const noLosses: Losses = { content: 0, style: 0, tv: 0, total: 0 };

class Pass {
  readonly #plan: PassPlan;
  readonly #control: RunControl;
  readonly #reporter: Reporter;
  readonly #from: PassState | undefined;
  #weights: PassWeights;
  #adjusted: boolean;
  #seconds: number;
  #tiles: number;

  constructor(plan: PassPlan, control: RunControl, reporter: Reporter, from: PassState | undefined) {
    this.#plan = plan;
    this.#control = control;
    this.#reporter = reporter;
    this.#from = from;
    this.#weights = from?.weights ?? (plan.weights as PassWeights);
    this.#adjusted = from?.adjusted ?? false;
    this.#seconds = from?.seconds ?? 0;
    this.#tiles = from?.tiles ?? 0;
  }

  async paint(): Promise<Painted> {
    const { content, scales, device, style, tile } = this.#plan;
    const size = scales.at(-1)!;
    const picture = await content.load(size);
    const painter = new PassPainter(device.backend.paintingNetwork(style.style), picture, tile, this.#from);
    this.#reporter.phase('running');
    if (this.#from) {
      const progress = { iteration: this.#tiles, secondsElapsed: this.#seconds };
      this.#reporter.restored(progress, this.#momentOf(painter, picture));
    }
    try {
      await this.#takeTiles(painter, picture);
    } finally {
      await painter.dispose();
    }
    const painting = this.#painting(picture, painter.painting);
    await this.#reporter.reached(painting);
    this.#control.throwIfCancelled();
    return { painting, losses: noLosses, seconds: this.#seconds };
  }

  async #takeTiles(painter: PassPainter, picture: Picture): Promise<void> {
    while (!painter.isDone) {
      const paused = await this.#control.whilePaused(() => this.#reporter.paused());
      if (this.#control.finished) break;
      if (paused > 0) this.#reporter.phase('running');
      this.#takeChanges();
      const start = performance.now();
      const isPainted = await this.#control.untilEnded(async (signal) => {
        await painter.next(signal);
        return true;
      });
      if (!isPainted) break;
      this.#seconds += (performance.now() - start) / 1000;
      this.#tiles++;
      await this.#report(painter, picture);
    }
    if (this.#tiles === 0) throw stoppedTooEarly();
    this.#takeChanges();
  }

  #report(painter: PassPainter, picture: Picture): Promise<void> {
    const { width, height } = picture;
    const fraction = this.#tiles / painter.count;
    return this.#reporter.stepped(
      {
        iteration: this.#tiles,
        fraction,
        scale: 0,
        width,
        height,
        losses: noLosses,
        iterationsPerSecond: this.#tiles / Math.max(this.#seconds, 1e-6),
        secondsElapsed: this.#seconds,
        secondsLeft: (this.#seconds / this.#tiles) * (painter.count - this.#tiles),
      },
      this.#momentOf(painter, picture),
    );
  }

  #momentOf(painter: PassPainter, picture: Picture): Moment<PassState> {
    const painting = () => this.#painting(picture, painter.painting);
    return {
      painting,
      sound: painting,
      state: () => ({
        tiles: this.#tiles,
        seconds: this.#seconds,
        weights: this.#weights,
        adjusted: this.#adjusted,
        painting: painter.painting,
      }),
    };
  }

  /** The picture and the painting in the ratio that the person wants. Always a copy. */
  #painting({ width, height, data: picture }: Picture, painting: Float32Array): Painting {
    const { strength } = this.#weights;
    const data = painting.map((value, i) => picture[i]! + strength * (value - picture[i]!));
    return { width, height, data, iterations: this.#tiles, weights: this.#weights, adjusted: this.#adjusted };
  }

  #takeChanges(): void {
    const changes = this.#control.takeChanges();
    if (!changes) return;
    const weights = changedWeights(this.#weights, changes);
    if (weights.strength === this.#weights.strength) return;
    this.#adjusted = true;
    this.#weights = weights;
  }
}
