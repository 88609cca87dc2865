import type { EngineContract, Losses, RunResult } from '../../protocol/engine';
import type { Announcement } from '../../protocol/channel';
import type { EventName } from '../../protocol/contract';
import type { LiveSettings } from '../../protocol/recipe';
import type { Picture } from '../imaging/picture';
import { resample } from '../imaging/resample';
import type { AdamMoments } from '../optimizers/optimizer';
import { RunClock } from './clock';
import { finisher, paintable, paintableObjective } from './colors';
import { initialImage } from './initial-image';
import { createWeightedObjective } from './objective';
import { planRun, type Plan, type PlanServices, type RunParameters } from './plan';
import { Previewer } from './preview';
import { saveIteration, saveResult } from './result';
import type { RunControl } from './run-control';
import type { Scale } from './scales';
import { StepLoop } from './step-loop';
import { encodeTargets } from './targets';
import { groupWeights, type GroupWeights } from './terms';

export interface RunServices extends PlanServices {
  /** Version of Stylize, for the result's metadata. */
  readonly version: string;
  emit<E extends EventName<EngineContract>>(event: E, data: Announcement<EngineContract, E>): void;
}

/** The picture in the making, as one scale hands it to the next. */
interface Canvas {
  readonly scale: Scale;
  /** [3, H, W], RGB 0..255 */
  readonly data: Float32Array;
  readonly moments: AdamMoments | undefined;
}

/** One run: from the request, small to large through the scales, to the written result. */
export class Stylization {
  private readonly previewer: Previewer;
  private iteration = 0;
  private losses: Losses = { content: 0, style: 0, tv: 0, total: 0 };
  private weights!: GroupWeights;
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
    this.weights = groupWeights(plan.recipe, { styleMix: this.request.styles.map(({ weight }) => weight) });

    const clock = new RunClock(plan.scales);
    let canvas: Canvas | undefined;
    try {
      for (const scale of plan.scales) {
        canvas = await this.runScale(plan, scale, await this.startOf(plan, scale, canvas), clock);
        if (this.control.finished) break;
      }
    } finally {
      await this.previewer.settle();
    }

    this.control.throwIfCancelled();
    this.phase('saving');
    const seconds = clock.secondsElapsed;
    const full = plan.scales.at(-1)!;
    const iterations = this.iteration;
    const finish = await finisher(plan.recipe.colors, plan.original, full);
    const out = await saveResult(
      plan,
      this.request,
      {
        data: finish(resized(canvas!, full).data),
        iterations,
        weights: this.weights,
        stopped: this.control.finished,
        adjusted: this.adjusted,
      },
      this.services.version,
    );
    return {
      out,
      width: full.width,
      height: full.height,
      iterations,
      seconds,
      losses: this.losses,
      device: plan.device.id,
      stopped: this.control.finished,
    };
  }

  /** What a scale begins with: the initial image, or the scale before brought to this size. */
  private async startOf(plan: Plan, scale: Scale, before: Canvas | undefined): Promise<Canvas> {
    if (before) return resized(before, scale);
    const sources = { content: plan.content, style: plan.styles[0]!, file: plan.initial };
    const data = await initialImage(plan.recipe, plan.network.description.input, sources, scale);
    return { scale, data: paintable(plan.recipe.colors, data), moments: undefined };
  }

  private async runScale(plan: Plan, scale: Scale, start: Canvas, clock: RunClock): Promise<Canvas> {
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
      const loop = new StepLoop(recipe, painted, terms, this.weights, start.data, start.moments);
      const finish = await finisher(recipe.colors, plan.original, scale);
      this.phase('running');
      await this.runSteps(plan, scale, loop, clock, {
        applyTargets: () => {
          targets.apply(objective, terms, this.weights.mix);
        },
        picture: () => ({ width: scale.width, height: scale.height, data: finish(loop.picture) }),
      });
      return { scale, data: loop.picture, moments: loop.moments };
    } finally {
      await objective.dispose();
    }
  }

  private async runSteps(
    plan: Plan,
    scale: Scale,
    loop: StepLoop,
    clock: RunClock,
    { applyTargets, picture }: { applyTargets: () => void; picture: () => Picture },
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
      if (this.takeChanges(plan)) {
        applyTargets();
        loop.reweight(this.weights);
      }

      clock.beginStep();
      this.losses = await loop.step();
      const pace = clock.endStep(scaleIndex, done);
      this.iteration++;

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
        const path = await saveIteration(plan, picture(), this.iteration);
        this.services.emit('saved', { run, iteration: this.iteration, path });
      }
    }
  }

  /** Takes over what the person has changed; whether there was anything. */
  private takeChanges({ recipe, styles }: Plan): boolean {
    const changes = this.control.takeChanges();
    if (!changes) return false;
    this.adjusted = true;
    const { styleMix = [], ...others } = changes;
    const mix = styleMix.length === styles.length && { styleMix };
    this.weights = groupWeights(recipe, { ...changesOf(this.weights), ...others, ...mix });
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
    });
  }
}

const changesOf = ({ content, style, tv, mix }: GroupWeights): LiveSettings => ({
  contentWeight: content,
  styleWeight: style,
  totalVariationWeight: tv,
  styleMix: [...mix],
});

/** A canvas at another scale's size, with Adam's moments: the first may be negative, the second never is. */
function resized({ scale: from, data, moments }: Canvas, to: Scale): Canvas {
  if (from.width === to.width && from.height === to.height) return { scale: to, data, moments };
  return {
    scale: to,
    data: resample(data, 3, from, to, 'bicubic'),
    moments: moments && {
      first: resample(moments.first, 3, from, to, 'bicubic'),
      second: resample(moments.second, 3, from, to, 'bilinear'),
      steps: moments.steps,
    },
  };
}
