import { exactBytes, type Announcement } from '../../../channel/channel';
import type { EventName } from '../../../channel/contract';
import type { EngineContract, Losses, RunResult } from '../../../contracts/engine';
import { changedWeights, initialWeights, type Weights } from '../../../recipe/live';
import { encodePicture } from '../../imaging/encoding/encode';
import type { Picture } from '../../imaging/picture';
import { finisher, paintable, paintableObjective } from '../../objective/colors';
import { createWeightedObjective } from '../../objective/objective';
import { encodeTargets } from '../../objective/targets';
import { estimateRun } from '../../plan/estimate';
import { planRun, type Plan, type PlanServices, type RunParameters } from '../../plan/plan';
import type { Scale } from '../../plan/scales';
import { Previewer } from '../../results/preview';
import { encodeResult, saveIteration, saveResult } from '../../results/result';
import { Safekeeping, type KeptPicture } from '../../results/safekeeping';
import type { RunControl } from '../run-control';
import { resized, type Canvas } from './canvas';
import { RunClock } from './clock';
import { initialImage } from './initial-image';
import { StepLoop } from './step-loop';
import { explained } from './trouble';

export interface RunServices extends PlanServices {
  /** Version of Stylize, for the result's metadata. */
  readonly version: string;
  /** For pictures that cannot be written where they should be, the best first. */
  readonly spareFolders: readonly string[];
  emit<E extends EventName<EngineContract>>(event: E, data: Announcement<EngineContract, E>): void;
}

/** What there was to see at some moment of the run. */
interface Snapshot {
  readonly scale: Scale;
  /** [3, H, W], RGB 0..255 */
  readonly data: Float32Array;
  readonly iterations: number;
}

/** What surrounds the steps of one scale. */
interface StepHooks {
  readonly applyTargets: () => void;
  readonly picture: () => Picture;
  readonly onStep: () => void;
}

/** One run: from the request, small to large through the scales, to the written result. */
export class Stylization {
  private readonly previewer: Previewer;
  private iteration = 0;
  private losses: Losses = { content: 0, style: 0, tv: 0, total: 0 };
  private weights!: Weights;
  /** The last picture that was in order; undefined before the first step, and where that has led nowhere. */
  private sound: (() => Snapshot | undefined) | undefined;
  /** Whether the person has changed the weights. */
  private adjusted = false;

  constructor(
    private readonly request: RunParameters,
    private readonly control: RunControl,
    private readonly services: RunServices,
  ) {
    this.previewer = new Previewer(request.preview.everyMilliseconds);
  }

  async execute(): Promise<RunResult> {
    this.phase('preparing');
    const plan = await planRun(this.request, this.services);
    this.control.throwIfCancelled();
    this.announce(plan);
    this.weights = initialWeights(
      plan.recipe,
      this.request.styles.map(({ weight }) => weight),
    );

    const { run } = this.request;
    const safekeeping = new Safekeeping({
      out: plan.out,
      otherFolders: this.services.spareFolders,
      onKept: (kept) => {
        this.services.emit('kept', { run, ...kept });
      },
    });
    const clock = new RunClock(plan.scales);
    try {
      const canvas = await this.paint(plan, clock, safekeeping);
      const seconds = clock.secondsElapsed;
      const result = await this.save(plan, canvas, seconds);
      await safekeeping.discard();
      return result;
    } catch (thrown) {
      const sound = this.sound?.();
      const error = explained(thrown, plan, sound?.scale);
      if (sound && error.code !== 'cancelled') await this.show(plan, sound);
      throw await safekeeping.rescue(error, sound && this.kept(plan, sound), {
        isFinished: this.iteration >= plan.recipe.iterations || this.control.finished,
      });
    }
  }

  private async paint(plan: Plan, clock: RunClock, safekeeping: Safekeeping): Promise<Canvas> {
    let canvas: Canvas | undefined;
    try {
      for (const scale of plan.scales) {
        canvas = await this.runScale(
          plan,
          scale,
          await this.startOf(plan, scale, canvas),
          clock,
          safekeeping,
        );
        if (this.control.finished) break;
        if (scale !== plan.scales.at(-1)) await this.keep(plan, safekeeping);
      }
      this.control.throwIfCancelled();
      return canvas!;
    } finally {
      await this.previewer.settle();
    }
  }

  private async save(plan: Plan, canvas: Canvas, seconds: number): Promise<RunResult> {
    this.phase('saving');
    const { width, height } = plan.scales.at(-1)!;
    const { data } = resized(canvas, plan.scales.at(-1)!);
    const finish = await finisher(plan.recipe.colors, plan.original, { width, height });
    const bytes = await this.encode(plan, { width, height, data: finish(data) }, this.iteration);
    return {
      out: await saveResult(plan, this.request, bytes),
      width,
      height,
      iterations: this.iteration,
      seconds,
      losses: this.losses,
      device: plan.device.id,
      stopped: this.control.finished,
    };
  }

  private async keep(plan: Plan, safekeeping: Safekeeping): Promise<void> {
    const sound = this.sound?.();
    if (sound) await safekeeping.keep(this.kept(plan, sound));
  }

  private encode(plan: Plan, picture: Picture, iterations: number): Promise<Uint8Array> {
    const { weights, adjusted } = this;
    const stopped = iterations < plan.recipe.iterations;
    const painting = { ...picture, iterations, weights, stopped, adjusted };
    return encodeResult(plan, this.request, painting, this.services.version);
  }

  /** A snapshot as it is kept from being lost: at its own size, as it would look if it were the result. */
  private kept(plan: Plan, { scale, data, iterations }: Snapshot): KeptPicture {
    const { width, height } = scale;
    const encode = async () => {
      const finish = await finisher(plan.recipe.colors, plan.original, scale);
      return this.encode(plan, { width, height, data: finish(data) }, iterations);
    };
    return { width, height, iterations, encode };
  }

  /** Instead of what was shown last, which may be what the run has failed with. */
  private async show(plan: Plan, { scale, data, iterations }: Snapshot): Promise<void> {
    const { run, preview } = this.request;
    if (preview.everyMilliseconds === 0) return;
    const { width, height } = scale;
    try {
      const finish = await finisher(plan.recipe.colors, plan.original, scale);
      const png = exactBytes(await encodePicture({ width, height, data: finish(data) }, { format: 'png' }));
      this.services.emit('preview', { run, iteration: iterations, width, height, png });
    } catch {
      // The error itself is what must be told.
    }
  }

  /** What a scale begins with: the initial image, or the scale before brought to this size. */
  private async startOf(plan: Plan, scale: Scale, before: Canvas | undefined): Promise<Canvas> {
    if (before) return resized(before, scale);
    const sources = { content: plan.content, style: plan.styles[0]!, file: plan.initial };
    const data = await initialImage(plan.recipe, plan.network.description.input, sources, scale);
    return { scale, data: paintable(plan.recipe.colors, data), moments: undefined };
  }

  private async runScale(
    plan: Plan,
    scale: Scale,
    start: Canvas,
    clock: RunClock,
    safekeeping: Safekeeping,
  ): Promise<Canvas> {
    const { recipe, network, device } = plan;
    const targets = await encodeTargets(device.backend, recipe, network, {
      content: { picture: plan.content, size: scale },
      styles: plan.styles,
      styleMasks: plan.masks.map(({ styleMask }) => styleMask?.coverage),
      result: scale,
    });
    this.control.throwIfCancelled();

    const { objective, terms } = await createWeightedObjective(
      device.backend,
      recipe,
      network,
      scale,
      plan.regions,
    );
    try {
      targets.apply(objective, terms, this.weights.mix);
      const painted = paintableObjective(recipe.colors, objective);
      const loop = new StepLoop(recipe, painted, terms, this.weights, start.data, {
        moments: start.moments,
        emptyLoss: (weights) => targets.emptyLoss(terms, weights),
      });
      const before = this.iteration;
      const finish = await finisher(recipe.colors, plan.original, scale);
      this.phase('running');
      await this.runSteps(plan, scale, loop, clock, {
        applyTargets: () => {
          targets.apply(objective, terms, this.weights.mix);
        },
        picture: () => ({ width: scale.width, height: scale.height, data: finish(loop.picture) }),
        onStep: () => {
          this.sound = () => {
            const { data, evaluations } = loop.soundPicture;
            const iterations = before + evaluations;
            return iterations === 0 ? undefined : { scale, data, iterations };
          };
          if (safekeeping.isDue) void this.keep(plan, safekeeping);
        },
      });
      const data = loop.finish();
      const painting = { scale, data, iterations: this.iteration };
      this.sound = () => painting;
      return { scale, data, moments: loop.moments };
    } finally {
      await objective.dispose();
    }
  }

  private async runSteps(
    plan: Plan,
    scale: Scale,
    loop: StepLoop,
    clock: RunClock,
    { applyTargets, picture, onStep }: StepHooks,
  ): Promise<void> {
    const { run, preview } = this.request;
    const scaleIndex = plan.scales.indexOf(scale);
    const iterations = plan.recipe.iterations;
    for (let done = 1; done <= scale.iterations && !loop.stalled; done++) {
      const paused = await this.control.whilePaused(() => {
        this.phase('paused');
      });
      clock.excludePause(paused);
      if (this.control.finished && this.iteration > 0) return;
      if (paused > 0) this.phase('running');
      if (this.takeChanges()) {
        applyTargets();
        loop.reweight(this.weights);
      }

      clock.beginStep();
      this.losses = await loop.step();
      const pace = clock.endStep(scaleIndex, done);
      this.iteration++;
      onStep();

      const { width, height } = scale;
      const position = { run, iteration: this.iteration, width, height };
      this.services.emit('progress', {
        ...position,
        iterations,
        scale: scaleIndex,
        losses: this.losses,
        ...pace,
      });
      if (this.previewer.isDue) {
        this.previewer.start(picture, (png) => {
          this.services.emit('preview', { ...position, png });
        });
      }
      if (preview.saveEvery > 0 && this.iteration % preview.saveEvery === 0) {
        const path = await saveIteration(plan, this.request, picture(), this.iteration);
        this.services.emit('saved', { run, iteration: this.iteration, path });
      }
    }
  }

  /** Takes over what the person has changed; whether there was anything. */
  private takeChanges(): boolean {
    const changes = this.control.takeChanges();
    if (!changes) return false;
    this.adjusted = true;
    this.weights = changedWeights(this.weights, changes);
    return true;
  }

  private phase(phase: Announcement<EngineContract, 'phase'>['phase']): void {
    this.services.emit('phase', { run: this.request.run, phase });
  }

  private announce({ recipe, network, scales, device }: Plan): void {
    const { width, height } = scales.at(-1)!;
    this.services.emit('planned', {
      run: this.request.run,
      device: device.id,
      network: network.description.name,
      width,
      height,
      iterations: recipe.iterations,
      scales: [...scales],
      estimate: estimateRun({
        network,
        scales,
        device: device.id,
        probeMilliseconds: device.probeMilliseconds,
      }),
    });
  }
}
