import { exactBytes, type Announcement } from '../../channel/channel';
import type { EventName } from '../../channel/contract';
import type { EngineContract, RunResult } from '../../contracts/engine';
import { encodePicture } from '../imaging/encoding/encode';
import { outlineOf } from '../plan/outline';
import type { Plan, PlanServices, RunParameters } from '../plan/plan';
import { totalIterations } from '../plan/scales';
import { resolveRecipe } from '../recipes/catalog';
import { Previewer } from '../results/preview';
import { atFullSize, encodeResult, saveIteration, saveResult } from '../results/result';
import { Safekeeping, type KeptPicture } from '../results/safekeeping';
import { explained } from './failure';
import type { Moment, Painted, Painting, Progress, Reporter } from './method';
import { methods } from './methods';
import type { RunControl } from './run-control';

export interface RunServices extends PlanServices {
  /** Version of Stylize, for the result's metadata. */
  readonly version: string;
  /** For pictures that cannot be written where they should be, the best first. */
  readonly spareFolders: readonly string[];
  emit<E extends EventName<EngineContract>>(event: E, data: Announcement<EngineContract, E>): void;
}

/** Carries a request out by the method that its recipe names, from the plan to the written result. */
export async function executeRun(
  request: RunParameters,
  control: RunControl,
  services: RunServices,
): Promise<RunResult> {
  services.emit('phase', { run: request.run, phase: 'preparing' });
  const recipe = await resolveRecipe(request.recipe, request.settings);
  const method = methods[recipe.method];
  const plan = await method.plan({ ...request, recipe }, services);
  control.throwIfCancelled();
  const run = new Run(request, plan, control, services);
  return run.execute((reporter) => method.paint(plan, control, reporter));
}

/** What surrounds the painting: what is told, shown, kept and saved of it. */
class Run implements Reporter {
  readonly #request: RunParameters;
  readonly #plan: Plan;
  readonly #control: RunControl;
  readonly #services: RunServices;
  readonly #previewer: Previewer;
  readonly #safekeeping: Safekeeping;
  readonly #iterations: number;
  #iteration = 0;
  /** The last painting that was in order; undefined before the first step, and where that has led nowhere. */
  #sound: (() => Painting | undefined) | undefined;

  constructor(request: RunParameters, plan: Plan, control: RunControl, services: RunServices) {
    this.#request = request;
    this.#plan = plan;
    this.#control = control;
    this.#services = services;
    this.#iterations = totalIterations(plan.scales);
    this.#previewer = new Previewer(request.preview.everyMilliseconds);
    this.#safekeeping = new Safekeeping({
      out: plan.out,
      otherFolders: services.spareFolders,
      onKept: (kept) => {
        services.emit('kept', { run: request.run, ...kept });
      },
    });
  }

  async execute(paint: (reporter: Reporter) => Promise<Painted>): Promise<RunResult> {
    this.#announce();
    try {
      const painted = await paint(this).finally(() => this.#previewer.settle());
      const result = await this.#save(painted);
      await this.#safekeeping.discard();
      return result;
    } catch (thrown) {
      const sound = this.#sound?.();
      const error = explained(thrown, this.#plan, sound);
      if (sound && error.code !== 'cancelled') await this.#show(sound);
      throw await this.#safekeeping.rescue(error, sound && this.#kept(sound), {
        isFinished: this.#iteration >= this.#iterations || this.#control.finished,
      });
    }
  }

  phase(phase: Announcement<EngineContract, 'phase'>['phase']): void {
    this.#services.emit('phase', { run: this.#request.run, phase });
  }

  async stepped(progress: Progress, { painting, sound }: Moment): Promise<void> {
    const { run, preview } = this.#request;
    const { iteration, width, height } = progress;
    this.#iteration = iteration;
    this.#sound = sound;
    if (this.#safekeeping.isDue) void this.#keep();
    this.#services.emit('progress', { run, iterations: this.#iterations, ...progress });
    if (this.#previewer.isDue) {
      const picture = this.#plan.finisher.finish(painting());
      this.#previewer.start(picture, (png) => {
        this.#services.emit('preview', { run, iteration, width, height, png });
      });
    }
    if (preview.saveEvery > 0 && iteration % preview.saveEvery === 0) {
      const picture = await this.#plan.finisher.finish(painting());
      const path = await saveIteration(this.#plan, this.#request, picture, iteration);
      this.#services.emit('saved', { run, iteration, path });
    }
  }

  async reached(painting: Painting): Promise<void> {
    this.#sound = () => painting;
    const isResult = this.#control.finished || painting.width === this.#plan.scales.at(-1)!.width;
    if (!isResult) await this.#keep();
  }

  async #save({ painting, losses, seconds }: Painted): Promise<RunResult> {
    this.phase('saving');
    const { width, height, data } = atFullSize(this.#plan, painting);
    const bytes = await this.#encode({ ...painting, width, height, data });
    return {
      out: await saveResult(this.#plan, this.#request, bytes),
      width,
      height,
      iterations: painting.iterations,
      seconds,
      losses,
      device: this.#plan.device.id,
      stopped: this.#control.finished,
    };
  }

  async #encode(painting: Painting): Promise<Uint8Array> {
    const finished = await this.#plan.finisher.finish(painting);
    const stopped = painting.iterations < this.#iterations;
    const result = { ...painting, ...finished, stopped };
    return encodeResult(this.#plan, this.#request, result, this.#services.version);
  }

  async #keep(): Promise<void> {
    const sound = this.#sound?.();
    if (sound) await this.#safekeeping.keep(this.#kept(sound));
  }

  /** A painting as it is kept from being lost: at its own size, as it would look if it were the result. */
  #kept(painting: Painting): KeptPicture {
    const { width, height, iterations } = painting;
    return { width, height, iterations, encode: () => this.#encode(painting) };
  }

  /** Replaces the preview that was shown last, which may be of the step that failed. */
  async #show(painting: Painting): Promise<void> {
    const { run, preview } = this.#request;
    if (preview.everyMilliseconds === 0) return;
    const { width, height, iterations } = painting;
    try {
      const picture = await this.#plan.finisher.finish(painting);
      const png = exactBytes(await encodePicture(picture, { format: 'png' }));
      this.#services.emit('preview', { run, iteration: iterations, width, height, png });
    } catch {
      // The error itself is what must be told.
    }
  }

  #announce(): void {
    const { run, limits } = this.#request;
    this.#services.emit('planned', { run, ...outlineOf({ ...this.#plan, limits }) });
  }
}
