import { basename } from 'node:path';

import type { ParsedParams } from '../../../channel/contract';
import { StylizeError } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import type { EngineContract, TrainingResult } from '../../../contracts/engine';
import { Checkpointing } from '../../checkpoints/checkpointing';
import type { Picture, Size } from '../../imaging/picture';
import { transformStride } from '../../network/styles/transform-network';
import { sha256 } from '../../platform/sha256';
import { isShipped, resolveRecipe } from '../../recipes/catalog';
import { Previewer } from '../../results/preview';
import type { RunServices } from '../run';
import type { RunControl } from '../run-control';
import { Crops } from './crops';
import { trainedNetwork } from './parameters';
import {
  planTraining,
  resolvedTraining,
  type TrainingPlan,
  type TrainParameters,
  type TrainRequest,
} from './plan';
import type { TrainingRecord, TrainingStore } from './store';
import { Training, type TrainingState } from './training';

export type TrainServices = Pick<RunServices, 'store' | 'devices' | 'version' | 'emit'> & {
  readonly trainings: TrainingStore;
};

/** Longest side of a preview, in pixels. */
const previewSide = 384;

/**
 * Trains a fast style, and keeps it among the others.
 *
 * @throws StylizeError `network-exists` for a name that is taken, by a style or by a training that was left; as
 *   `planTraining`; `diverged`, `cancelled`
 */
export async function train(
  parameters: TrainParameters,
  control: RunControl,
  services: TrainServices,
): Promise<TrainingResult> {
  services.emit('phase', { run: parameters.run, phase: 'preparing' });
  const request = await resolvedTraining(parameters);
  const { name, replace } = request;
  await services.store.styles.requireFree(name, { replace, isReserved: isShipped });
  if (!replace && (await services.trainings.has(name))) {
    throw new StylizeError('network-exists', l10n.t`A training of ${name} was left before its end.`, {
      hint: l10n.t`Go on with it by --resume, or start it over by --force.`,
    });
  }
  const plan = await planTraining(request, services);
  return new TrainingRun(plan, control, services).execute();
}

/**
 * Goes on with a training from its checkpoint: on a processor to the same bytes as if it had never been left.
 *
 * @throws StylizeError `bad-checkpoint` when there is none, or a style picture or the network is another one now; as `train`
 */
export async function resumeTraining(
  {
    run,
    name,
    iterations,
    minutes,
    settings,
    preview,
    device,
  }: ParsedParams<EngineContract, 'resumeTraining'>,
  control: RunControl,
  services: TrainServices,
): Promise<TrainingResult> {
  services.emit('phase', { run, phase: 'preparing' });
  const { record, state } = await services.trainings.read(name);
  const { iterations: steps, ...asked } = record.request;
  const isAsBefore = iterations === undefined && minutes === undefined;
  const request: TrainRequest = {
    ...asked,
    recipe: await resolveRecipe(asked.recipe, settings),
    run,
    replace: true,
    device: device ?? record.device,
    minutes: minutes ?? asked.minutes,
    preview: preview ?? asked.preview,
    ...(iterations !== undefined && { iterations }),
    ...(isAsBefore && steps !== undefined && { iterations: steps }),
  };
  const plan = await planTraining(request, services);
  assertSame(plan, record);
  if ((await picturesHash(plan)) !== record.pictures) {
    services.emit('remark', {
      run,
      message: l10n.t`The pictures in ${basename(request.pictures)} are others than before: the training goes on with these.`,
    });
  }
  const isOther = Object.keys(settings).length > 0;
  const from = { state: isOther ? withoutLosses(state) : state, seconds: record.seconds };
  return new TrainingRun(plan, control, services, from).execute();
}

/** Of losses that are weighted in another way from now on. */
const withoutLosses = (state: TrainingState): TrainingState => ({
  ...state,
  losses: undefined,
  lowest: Infinity,
});

function assertSame({ styles, critic }: TrainingPlan, record: TrainingRecord): void {
  const changed = styles.find(({ sha256 }, index) => sha256 !== record.styles[index]?.sha256);
  if (changed) {
    throw new StylizeError(
      'bad-checkpoint',
      l10n.t`${basename(changed.path)} has changed since the training began.`,
      {
        file: changed.path,
        hint: l10n.t`Put the old picture back, or start the training again with the new one.`,
      },
    );
  }
  if (critic.sha256 !== record.critic.sha256) {
    throw new StylizeError(
      'bad-checkpoint',
      l10n.t`The network ${record.critic.name} is not the one that the training began with.`,
      { hint: l10n.t`Import the old weights again, or start the training again with the new ones.` },
    );
  }
}

const picturesHash = ({ pictures }: TrainingPlan): Promise<string> =>
  sha256(new TextEncoder().encode(pictures.join('\n')));

/** What surrounds the steps: what is told, shown and kept of them. */
class TrainingRun {
  readonly #plan: TrainingPlan;
  readonly #control: RunControl;
  readonly #services: TrainServices;
  readonly #from: { readonly state: TrainingState; readonly seconds: number } | undefined;
  readonly #crops: Crops;
  readonly #previewer: Previewer;
  readonly #checkpointing: Checkpointing<TrainingRecord>;
  #seconds: number;
  /** Steps, and the time they took, of this process. */
  #taken = { steps: 0, seconds: 0 };

  constructor(
    plan: TrainingPlan,
    control: RunControl,
    services: TrainServices,
    from?: { readonly state: TrainingState; readonly seconds: number },
  ) {
    const { run, name, crop, seed, preview, checkpoint } = plan.request;
    this.#plan = plan;
    this.#control = control;
    this.#services = services;
    this.#from = from;
    this.#seconds = from?.seconds ?? 0;
    this.#crops = new Crops(plan.pictures, crop, seed, ({ words }) => {
      services.emit('remark', { run, message: l10n.t`Skipped: ${words.message}` });
    });
    this.#previewer = new Previewer(preview.everyMilliseconds);
    this.#checkpointing = new Checkpointing({
      slot: services.trainings.slot(name),
      everySeconds: checkpoint.everySeconds,
      onWritten: (iteration) => {
        services.emit('checkpoint', { run, id: name, iteration });
      },
      onFailure: (reason) => {
        services.emit('remark', {
          run,
          message: l10n.t`The training's state cannot be kept, because ${reason}: if it is interrupted, it starts over.`,
        });
      },
    });
  }

  async execute(): Promise<TrainingResult> {
    const training = await Training.create(this.#plan, this.#crops, this.#from?.state);
    try {
      const preview = await this.#previewPicture();
      this.#phase('running');
      while (this.#fraction(training) < 1 && !this.#isFinished(training)) {
        const paused = await this.#control.whilePaused(async () => {
          this.#phase('paused');
          await this.#writeCheckpoint(training);
        });
        if (this.#isFinished(training)) break;
        if (paused > 0) this.#phase('running');
        await this.#step(training);
        if (preview && this.#previewer.isDue) await this.#show(training, preview);
        if (this.#checkpointing.isDue) await this.#writeCheckpoint(training);
      }
      return await this.#keep(training);
    } catch (thrown) {
      // An hour's work: what was learnt before is there to go on with, whatever the reason.
      if (StylizeError.from(thrown).code === 'cancelled') await this.#writeCheckpoint(training);
      throw thrown;
    } finally {
      await this.#previewer.settle();
      await training.dispose();
    }
  }

  async #step(training: Training): Promise<void> {
    const start = performance.now();
    await training.step(this.#fraction(training), () => {
      this.#control.throwIfCancelled();
    });
    const took = (performance.now() - start) / 1000;
    this.#seconds += took;
    this.#taken = { steps: this.#taken.steps + 1, seconds: this.#taken.seconds + took };
    this.#control.throwIfCancelled();
    this.#tell(training);
  }

  #tell(training: Training): void {
    const { run, crop, iterations } = this.#plan.request;
    const { iteration, losses } = training;
    const fraction = Math.min(1, this.#fraction(training));
    const iterationsPerSecond = this.#taken.steps / this.#taken.seconds;
    if (!losses) return;
    this.#services.emit('progress', {
      run,
      iteration,
      iterations: iterations ?? Math.max(iteration, Math.round(iteration / fraction)),
      fraction,
      scale: 0,
      width: crop,
      height: crop,
      losses,
      iterationsPerSecond,
      secondsElapsed: this.#seconds,
      secondsLeft: iterations
        ? (iterations - iteration) / iterationsPerSecond
        : this.#allSeconds - this.#seconds,
    });
  }

  get #allSeconds(): number {
    return 60 * this.#plan.request.minutes;
  }

  /** How much of the training is done; may be more than 1. */
  #fraction({ iteration }: Training): number {
    const { iterations } = this.#plan.request;
    return iterations ? iteration / iterations : this.#seconds / this.#allSeconds;
  }

  /** Whether the person has ended it, and there is something to keep. */
  #isFinished({ iteration }: Training): boolean {
    return this.#control.finished && iteration > 0;
  }

  #phase(phase: 'running' | 'paused' | 'saving'): void {
    this.#services.emit('phase', { run: this.#plan.request.run, phase });
  }

  async #previewPicture(): Promise<Picture | undefined> {
    const { heldOut, request } = this.#plan;
    if (!heldOut || request.preview.everyMilliseconds === 0) return undefined;
    return heldOut.load(previewSize(heldOut));
  }

  async #show(training: Training, { data, width, height }: Picture): Promise<void> {
    const { run } = this.#plan.request;
    const { iteration } = training;
    const painting = training
      .paint(data, width, height)
      .then((painted) => ({ width, height, data: painted }));
    this.#previewer.start(painting, (png) => {
      this.#services.emit('preview', { run, iteration, width, height, png });
    });
    // The next step changes the parameters.
    await painting.catch(() => undefined);
  }

  /** @returns whether there is one now */
  async #writeCheckpoint(training: Training): Promise<boolean> {
    const { request, critic, styles, device } = this.#plan;
    const { iteration } = training;
    if (iteration === 0) return false;
    if (this.#checkpointing.written === iteration) return true;
    const record = {
      version: this.#services.version,
      request,
      device: device.id,
      critic: { name: critic.description.name, sha256: critic.sha256 },
      styles: styles.map(({ path, sha256 }) => ({ path, sha256 })),
      pictures: await picturesHash(this.#plan),
      iteration,
      seconds: this.#seconds,
    };
    return this.#checkpointing.write(record, training.state());
  }

  async #keep(training: Training): Promise<TrainingResult> {
    const { request, description, critic, styles, device } = this.#plan;
    const { name, license, crop, batch } = request;
    const stopped = this.#fraction(training) < 1;
    this.#phase('saving');
    const network = trainedNetwork(description, training.parameters);
    const steps = `${training.iteration} steps of ${batch} crops of ${crop} pixels`;
    const style = await this.#services.store.styles.keep(
      name,
      { kind: 'transform', network },
      {
        license,
        source: styles.map(({ path }) => basename(path)).join(', '),
        convention: `trained here with Stylize ${this.#services.version}: ${steps}, network ${critic.description.name}`,
      },
    );
    const isResumable = stopped && (await this.#writeCheckpoint(training));
    if (!isResumable) await this.#services.trainings.discard(name);
    return {
      style,
      iterations: training.iteration,
      seconds: this.#seconds,
      losses: training.losses!,
      device: device.id,
      parameters: training.parameters.length,
      skipped: this.#crops.skipped,
      stopped,
      resumable: isResumable,
    };
  }
}

function previewSize({ width, height }: Size): Size {
  const factor = Math.min(1, previewSide / Math.max(width, height));
  const side = (length: number) =>
    Math.max(transformStride * 4, Math.round((length * factor) / transformStride) * transformStride);
  return { width: side(width), height: side(height) };
}
