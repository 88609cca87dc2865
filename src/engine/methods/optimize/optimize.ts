import { StylizeError } from '../../../channel/errors';
import type { Losses } from '../../../contracts/engine';
import { areEqual, changedWeights, type OptimizeWeights } from '../../../recipe/live';
import { optimizing } from '../../../recipe/validate';
import { writtenSamples } from '../../imaging/encoding/encode';
import { paintable } from '../../objective/colors';
import { RecipeLoss } from '../../objective/recipe-loss';
import { encodeTargets } from '../../objective/targets';
import { stepWork } from '../../plan/costs';
import { forecastRun } from '../../plan/forecast';
import { planRun, type OptimizePlan } from '../../plan/plan';
import { recipeAt, type Scale } from '../../plan/scales';
import { madeUnlessAborted } from '../../runtime/unless-aborted';
import type { Method, Moment, Painted, Painting, Reporter } from '../method';
import { stoppedTooEarly, type RunControl } from '../run-control';
import { resized, type Canvas } from './canvas';
import { RunClock } from './clock';
import { initialImage } from './initial-image';
import type { RunState } from './run-state';
import { spaceOf } from './space';
import { soundPicture, StepLoop } from './step-loop';

/**
 * Minimises the recipe's loss over the pixels of the picture, from small to large (Gatys et al. 2016, Image Style
 * Transfer Using Convolutional Neural Networks; Gatys et al. 2017, section 6, coarse to fine).
 */
export const optimize: Method<RunState, OptimizePlan> = {
  plan: (request, services) => planRun({ ...request, recipe: optimizing(request.recipe) }, services),
  forecast: (recipe, request, services, mayTry) =>
    forecastRun({ ...request, recipe, settings: {} }, services, mayTry),
  paint: (plan, control, reporter, from) => new Optimization(plan, control, reporter, from).paint(),
};

/** How many seconds a person who has stopped a run waits for its losses. */
const longestWait = 0.5;

class Optimization {
  readonly #plan: OptimizePlan;
  readonly #control: RunControl;
  readonly #reporter: Reporter;
  readonly #from: RunState | undefined;
  readonly #clock: RunClock;
  /** What the next scale begins with. */
  #canvas: Canvas | undefined;
  #iteration: number;
  #weights: OptimizeWeights;
  #adjusted: boolean;

  constructor(plan: OptimizePlan, control: RunControl, reporter: Reporter, from: RunState | undefined) {
    this.#plan = plan;
    this.#control = control;
    this.#reporter = reporter;
    this.#from = from;
    const timed = plan.scales.map((scale) => ({ iterations: scale.iterations, work: stepWork(plan, scale) }));
    this.#clock = new RunClock(timed, from?.seconds);
    this.#iteration = from?.iteration ?? 0;
    this.#weights = from?.weights ?? plan.weights;
    this.#adjusted = from?.adjusted ?? false;
  }

  async paint(): Promise<Painted> {
    const { scales } = this.#plan;
    let index = this.#from?.scale ?? 0;
    this.#canvas = await this.#firstCanvas(scales[index]!);
    /** At the scale before, or before the run went on. */
    let done = this.#restored();
    for (;;) {
      const scale = scales[index]!;
      const loss = await this.#control.untilEnded((signal) => this.#createLoss(scale, signal));
      if (!loss) {
        if (!done) throw stoppedTooEarly();
        return { ...done, seconds: this.#clock.secondsElapsed };
      }
      try {
        const loop = this.#beginLoop(index, loss);
        this.#reporter.phase('running');
        await this.#takeSteps(index, loop);
        const painting = this.#painting(scale, loop.finish());
        await this.#reporter.reached(painting);
        this.#control.throwIfCancelled();
        const next = scales[++index];
        if (!next || this.#control.finished) {
          const losses = await this.#lossesOf(painting, loop);
          return { painting, losses, seconds: this.#clock.secondsElapsed };
        }
        done = { painting, losses: loop.losses! };
        this.#canvas = resized({ scale, data: painting.data, moments: loop.moments }, next);
      } finally {
        await loss.dispose();
      }
    }
  }

  /** Of the state that the run goes on from. */
  #restored(): Omit<Painted, 'seconds'> | undefined {
    const state = this.#from;
    if (!state) return undefined;
    const { loop, iteration, seconds: secondsElapsed } = state;
    const scale = this.#plan.scales[state.scale]!;
    const painting = () => this.#painting(scale, soundPicture(this.#plan.recipe, loop));
    const moment = { painting, sound: painting, state: () => state };
    this.#reporter.restored({ iteration, secondsElapsed }, moment);
    return { painting: painting(), losses: loop.losses! };
  }

  /** What the first scale begins with. A state that the run goes on from has the picture itself. */
  async #firstCanvas(scale: Scale): Promise<Canvas> {
    const { recipe, network, content, styles, initial } = this.#plan;
    if (this.#from)
      return { scale, data: new Float32Array(3 * scale.width * scale.height), moments: undefined };
    const sources = { content, style: styles[0]!, file: initial };
    const data = await initialImage(recipe, network.description.input, sources, scale);
    return { scale, data: paintable(recipe.colors, data), moments: undefined };
  }

  async #createLoss(scale: Scale, signal: AbortSignal): Promise<RecipeLoss> {
    const { network, device, regions, content, styles, masks, tile } = this.#plan;
    const recipe = recipeAt(this.#plan.recipe, scale);
    const targets = await encodeTargets(device.backend, recipe, network, {
      content: { picture: content, size: scale },
      styles,
      styleMasks: masks.map(({ styleMask }) => styleMask?.coverage),
      result: scale,
      tile,
      signal,
    });
    const comparison = { size: scale, regions, targets, tile };
    const creation = RecipeLoss.create(device.backend, recipe, network, comparison, this.#weights);
    return madeUnlessAborted(creation, signal);
  }

  /** Releases the canvas, of which the loop has a copy: at 4096² pixels it takes 200 MB. */
  #beginLoop(index: number, loss: RecipeLoss): StepLoop {
    const { data, moments } = this.#canvas!;
    this.#canvas = undefined;
    const { recipe, scales } = this.#plan;
    const scale = scales[index]!;
    const space = spaceOf(recipe.optimizer, scale);
    const loop = new StepLoop(recipe, loss, data, { moments, iterations: scale.iterations, space });
    if (this.#from?.scale === index) loop.restore(this.#from.loop);
    return loop;
  }

  /** Steps at a scale until it is done, or the person has had enough. */
  async #takeSteps(index: number, loop: StepLoop): Promise<void> {
    const scale = this.#plan.scales[index]!;
    const moment = this.#momentOf(index, loop);
    while (loop.evaluations < scale.iterations && !loop.settled) {
      const paused = await this.#control.whilePaused(() => this.#reporter.paused());
      this.#clock.excludePause(paused);
      if (this.#control.finished) break;
      if (paused > 0) this.#reporter.phase('running');
      if (this.#takeChanges()) loop.reweight(this.#weights);

      const losses = await this.#control.untilEnded(async (signal) => {
        await loop.prepare(signal);
        this.#clock.beginStep();
        return loop.step(signal);
      });
      // Nothing has come of that step: the optimiser has not been told.
      if (!losses) break;
      const pace = this.#clock.endStep(index, loop.evaluations);
      this.#iteration++;
      const { width, height } = scale;
      const progress = { iteration: this.#iteration, scale: index, width, height, losses, ...pace };
      await this.#reporter.stepped(progress, moment);
    }
    if (this.#iteration === 0) throw stoppedTooEarly();
  }

  #momentOf(index: number, loop: StepLoop): Moment<RunState> {
    const scale = this.#plan.scales[index]!;
    const before = this.#iteration - loop.evaluations;
    return {
      painting: () => this.#painting(scale, loop.picture),
      sound: () => {
        const { data, evaluations } = loop.soundPicture;
        const iterations = before + evaluations;
        return iterations === 0 ? undefined : this.#painting(scale, data, iterations);
      },
      state: () => ({
        scale: index,
        iteration: this.#iteration,
        seconds: this.#clock.secondsElapsed,
        weights: this.#weights,
        adjusted: this.#adjusted,
        loop: loop.state(),
      }),
    };
  }

  #painting({ width, height }: Scale, data: Float32Array, iterations = this.#iteration): Painting {
    return { width, height, data, iterations, weights: this.#weights, adjusted: this.#adjusted };
  }

  /**
   * Of what a file of the painting shows: with its colours finished, clamped, in 8 bits. A person who has stopped the run
   * does not wait for one more evaluation, unless it is short.
   */
  async #lossesOf(painting: Painting, loop: StepLoop): Promise<Losses> {
    const { losses } = loop;
    if (this.#control.finished && losses && this.#clock.secondsPerStep > longestWait) return losses;
    const { recipe, finisher } = this.#plan;
    const { data } = await finisher.finish(painting);
    try {
      return await loop.lossesOf(paintable(recipe.colors, writtenSamples(data)));
    } catch (thrown) {
      // The picture is there, whatever has become of the device since the last step.
      if (losses && StylizeError.from(thrown).code !== 'diverged') return losses;
      throw thrown;
    }
  }

  /** Takes over what the person has changed; whether there was anything. */
  #takeChanges(): boolean {
    const changes = this.#control.takeChanges();
    if (!changes) return false;
    const weights = changedWeights(this.#weights, changes);
    // A run that goes on elsewhere is told again what it has taken over already.
    if (areEqual(weights, this.#weights)) return false;
    this.#adjusted = true;
    this.#weights = weights;
    return true;
  }
}
