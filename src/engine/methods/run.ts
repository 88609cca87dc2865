import { exactBytes, type Announcement } from '../../channel/channel';
import type { EventName } from '../../channel/contract';
import type { RescuedPicture, StylizeError } from '../../channel/errors';
import * as l10n from '../../channel/l10n';
import type { EngineContract, RunResult } from '../../contracts/engine';
import { Checkpointing } from '../checkpoints/checkpointing';
import type { RunRecord } from '../checkpoints/run-record';
import type { CheckpointSlot, CheckpointStore } from '../checkpoints/store';
import { encodePicture } from '../imaging/encoding/encode';
import { filesOf, type Plan, type PlanServices, type RunParameters, type RunRequest } from '../plan/plan';
import { totalIterations } from '../plan/scales';
import { sha256 } from '../platform/sha256';
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
  readonly checkpoints: CheckpointStore;
  /** Whether results tell how they were made; undefined where the request decides. */
  readonly metadata: boolean | undefined;
  emit<E extends EventName<EngineContract>>(event: E, data: Announcement<EngineContract, E>): void;
}

/** Carries a request out by the method that its recipe names, from the plan to the written result. */
export async function executeRun(
  request: RunParameters,
  control: RunControl,
  services: RunServices,
): Promise<RunResult> {
  services.emit('phase', { run: request.run, phase: 'preparing' });
  const { settings, ...asked } = request;
  const recipe = await resolveRecipe(asked.recipe, settings, services.store.styles);
  const method = methods[recipe.method];
  const { metadata = asked.output.metadata } = services;
  const resolved = { ...asked, recipe, output: { ...asked.output, metadata } };
  const plan = await method.plan(resolved, services);
  control.throwIfCancelled();
  const run = new Run(resolved, plan, control, services, services.checkpoints.begin());
  return run.execute((reporter) => method.paint(plan, control, reporter));
}

/** What surrounds the painting: what is told, shown, kept and saved of it. */
export class Run implements Reporter {
  readonly #request: RunRequest;
  readonly #plan: Plan;
  readonly #control: RunControl;
  readonly #services: RunServices;
  readonly #slot: CheckpointSlot;
  readonly #previewer: Previewer;
  readonly #safekeeping: Safekeeping;
  readonly #checkpointing: Checkpointing<Omit<RunRecord, 'savedAt'>>;
  readonly #iterations: number;
  #isCopyKnown: boolean;
  /** Whether the last size is done. */
  #isPainted = false;
  #iteration = 0;
  #seconds = 0;
  /** The last one; undefined before the first step. */
  #moment: Moment | undefined;
  /** The last painting that was in order; undefined before the first step, and where that has led nowhere. */
  #sound: (() => Painting | undefined) | undefined;

  /** @param kept the picture that an engine has written beside the result before it was killed */
  constructor(
    request: RunRequest,
    plan: Plan,
    control: RunControl,
    services: RunServices,
    slot: CheckpointSlot,
    kept?: RescuedPicture,
  ) {
    this.#request = request;
    this.#plan = plan;
    this.#control = control;
    this.#services = services;
    this.#slot = slot;
    this.#iterations = totalIterations(plan.scales);
    this.#previewer = new Previewer(request.preview.everyMilliseconds);
    const { run } = request;
    this.#safekeeping = new Safekeeping({
      out: plan.out,
      otherFolders: services.spareFolders,
      kept,
      onKept: (copy) => {
        services.emit('kept', { run, ...copy });
        // Whoever goes on with the run must know of it, to remove it.
        if (!this.#isCopyKnown) this.#checkpointing.hasten();
        this.#isCopyKnown = true;
      },
    });
    this.#isCopyKnown = kept !== undefined;
    this.#checkpointing = new Checkpointing({
      slot,
      everySeconds: request.checkpoint.everySeconds,
      onWritten: (iteration) => {
        services.emit('checkpoint', { run, id: slot.id, iteration });
      },
      onFailure: (reason) => {
        services.emit('remark', { run, message: noCheckpoint(reason, this.#checkpointing.written) });
      },
    });
  }

  async execute(paint: (reporter: Reporter) => Promise<Painted>): Promise<RunResult> {
    await this.#announce();
    try {
      const painted = await paint(this).finally(() => this.#previewer.settle());
      const result = await this.#save(painted);
      await this.#safekeeping.discard();
      return result;
    } catch (thrown) {
      if (this.#control.suspended) {
        await this.#writeCheckpoint();
        await this.#slot.leave();
        throw thrown;
      }
      const sound = this.#sound?.();
      const error = explained(thrown, this.#plan, sound);
      if (sound && error.code !== 'cancelled') await this.#show(sound);
      const isFinished = this.#isPainted || this.#control.finished;
      const told = await this.#safekeeping.rescue(error, sound && this.#kept(sound), { isFinished });
      const isOver = isFinished && told.rescued !== undefined;
      if (isOver || isHopeless(told)) await this.#slot.discard();
      else await this.#slot.leave();
      throw told;
    }
  }

  phase(phase: Announcement<EngineContract, 'phase'>['phase']): void {
    this.#services.emit('phase', { run: this.#request.run, phase });
  }

  restored({ iteration, secondsElapsed }: Parameters<Reporter['restored']>[0], moment: Moment): void {
    this.#iteration = iteration;
    this.#seconds = secondsElapsed;
    this.#moment = moment;
    this.#sound = moment.sound;
  }

  async stepped(progress: Progress, moment: Moment): Promise<void> {
    const { run, preview } = this.#request;
    const { iteration, width, height } = progress;
    this.restored(progress, moment);
    if (this.#safekeeping.isDue) void this.#keep();
    this.#services.emit('progress', { run, iterations: this.#iterations, ...progress });
    if (this.#previewer.isDue) {
      const picture = this.#plan.finisher.finish(moment.painting());
      this.#previewer.start(picture, (png) => {
        this.#services.emit('preview', { run, iteration, width, height, png });
      });
    }
    if (preview.saveEvery > 0 && iteration % preview.saveEvery === 0) {
      const picture = await this.#plan.finisher.finish(moment.painting());
      const path = await saveIteration(this.#plan, this.#request, picture, iteration);
      this.#services.emit('saved', { run, iteration, path });
    }
    if (this.#checkpointing.isDue) await this.#writeCheckpoint();
  }

  async paused(): Promise<void> {
    this.phase('paused');
    await this.#writeCheckpoint();
  }

  async reached(painting: Painting): Promise<void> {
    this.#sound = () => painting;
    this.#isPainted = this.#control.finished || painting.width === this.#plan.scales.at(-1)!.width;
    if (this.#isPainted) return;
    await this.#keep();
    await this.#writeCheckpoint();
  }

  /** The run as it is after the last step, unless that is written already or there was none. */
  async #writeCheckpoint(): Promise<boolean> {
    if (!this.#moment || this.#checkpointing.written === this.#iteration) return false;
    return this.#checkpointing.write(this.#record(), this.#moment.state());
  }

  #record(stopped?: RunRecord['stopped']): Omit<RunRecord, 'savedAt'> {
    const { recipe, out, device, network, scales, tile } = this.#plan;
    const kept = this.#safekeeping.copy;
    return {
      version: this.#services.version,
      request: { ...this.#request, recipe },
      out,
      device: device.id,
      network: { name: network.description.name, sha256: network.sha256 },
      ...(tile !== undefined && { tile }),
      scales: [...scales],
      pictures: filesOf(this.#plan),
      iteration: this.#iteration,
      seconds: this.#seconds,
      ...(kept && { kept }),
      ...(stopped && { stopped }),
    };
  }

  async #save({ painting, losses, seconds }: Painted): Promise<RunResult> {
    this.phase('saving');
    const { width, height, data } = atFullSize(this.#plan, painting);
    const bytes = await this.#encode({ ...painting, width, height, data });
    const out = await saveResult(this.#plan, this.#request, bytes);
    const checkpoint = await this.#end({ path: out, bytes });
    return {
      out,
      width,
      height,
      iterations: painting.iterations,
      seconds,
      losses,
      device: this.#plan.device.id,
      stopped: this.#control.finished,
      ...(checkpoint !== undefined && { checkpoint }),
    };
  }

  /**
   * Removes the checkpoint, or leaves one of a run that was stopped.
   *
   * @returns its id, when there is one
   */
  async #end(saved: { readonly path: string; readonly bytes: Uint8Array }): Promise<string | undefined> {
    const isStopped = this.#control.finished && this.#iteration < this.#iterations;
    if (isStopped && this.#control.resumable && this.#moment) {
      const stopped = { path: saved.path, sha256: await sha256(saved.bytes) };
      if (await this.#checkpointing.write(this.#record(stopped), this.#moment.state())) {
        await this.#slot.leave();
        return this.#slot.id;
      }
    }
    await this.#slot.discard();
    return undefined;
  }

  async #encode(painting: Painting): Promise<Uint8Array> {
    const finished = await this.#plan.finisher.finish(painting);
    // A run whose sizes had nothing more to gain has fewer iterations, and is whole all the same.
    const isWhole = this.#isPainted && !this.#control.finished;
    const stopped = !isWhole && painting.iterations < this.#iterations;
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

  /** Tells the plan. What was kept of earlier pictures must fit beside this one. */
  async #announce(): Promise<void> {
    const { device, spare, outline } = this.#plan;
    this.#services.emit('planned', { run: this.#request.run, ...outline });
    await device.keep?.(spare);
  }
}

/** Whether going on would end in the same. */
const isHopeless = ({ code }: StylizeError) => code === 'cancelled' || code === 'diverged';

function noCheckpoint(reason: l10n.Words, written: number | undefined): l10n.Words {
  return written === undefined
    ? l10n.t`The run's state cannot be kept, because ${reason}: if the run is interrupted, it starts over.`
    : l10n.t`The run's state cannot be kept, because ${reason}: if the run is interrupted, it goes on from iteration ${written}.`;
}
