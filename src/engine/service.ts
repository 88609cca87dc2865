import { join } from 'node:path';

import { connectServer, type ChannelServer, type Handlers, type Port } from '../channel/channel';
import { StylizeError } from '../channel/errors';
import * as l10n from '../channel/l10n';
import type { Diagnosis } from '../contracts/diagnosis';
import { engineContract, protocolVersion, type EngineContract } from '../contracts/engine';
import type { CheckpointStore } from './checkpoints/store';
import { writeContactSheet } from './imaging/contact-sheet/contact-sheet';
import { formatOf } from './imaging/encoding/encode';
import { smallCopy } from './imaging/encoding/small-copy';
import { assertWritable } from './imaging/files/output';
import { methods } from './methods/methods';
import { tryPainting } from './methods/one-pass/trial';
import { resumeRun } from './methods/resume';
import { executeRun, type RunServices } from './methods/run';
import { RunControl } from './methods/run-control';
import { TrainingStore } from './methods/train/store';
import { resumeTraining, train, type TrainServices } from './methods/train/train';
import type { DownloadProgress, Installer } from './network/installer';
import type { NetworkStore } from './network/store';
import { evaluateLosses } from './plan/evaluation';
import { isShipped, listRecipes, resolveRecipe } from './recipes/catalog';
import { fastStyleRecipe } from './recipes/fast-style';
import { assertDownloadAllowed, type Restrictions } from './restrictions';
import { fingerprints } from './results/fingerprint';
import { recallRun } from './results/recall';
import { tryDevices } from './runtime/device-trials';
import type { DeviceManager } from './runtime/devices';

interface CurrentRun {
  readonly run: string;
  readonly control: RunControl;
  /** Settles when it is over, whichever way. */
  readonly over: Promise<unknown>;
}

/** How long an idle engine keeps what the next picture may need again. */
const keptMilliseconds = 60_000;

export interface EngineServiceOptions {
  readonly store: NetworkStore;
  readonly installer: Installer;
  readonly devices: DeviceManager;
  /** Whether the device is still at work for a run that is over: a step of it cannot be ended. */
  readonly isComputing: () => boolean;
  readonly checkpoints: CheckpointStore;
  /** For trainings that were left before their end. */
  readonly trainingsFolder: string;
  readonly restrictions: Restrictions;
  readonly version: string;
  /** What the engine runs in: the process's number, and which program it is. */
  readonly host: { readonly pid: number; readonly runtime: string };
  readonly describeHost: () => Promise<Omit<Diagnosis, 'trials'>>;
  /** `media`: the pictures and the font that ship with Stylize. */
  readonly media: string;
  /** For pictures that cannot be written where they should be, the best first. */
  readonly spareFolders: readonly string[];
  /** Ends the process, after the reply is on its way. */
  readonly shutdown: () => void;
}

/** Answers the client's requests. One run at a time: the device is not shared. */
export class EngineService {
  readonly #server: ChannelServer<EngineContract>;
  #current: CurrentRun | undefined;
  readonly #options: EngineServiceOptions;
  readonly #trainings: TrainingStore;
  #releasing: ReturnType<typeof setTimeout> | undefined;

  constructor(port: Port, options: EngineServiceOptions) {
    this.#options = options;
    this.#trainings = new TrainingStore(options.trainingsFolder);
    this.#server = connectServer(engineContract, port, this.#handlers(), {
      onProblem: (problem) => {
        console.error(problem);
      },
    });
  }

  #handlers(): Handlers<EngineContract> {
    const { store, installer, devices, restrictions, version, host, describeHost, media, shutdown } =
      this.#options;
    const { styles } = store;
    return {
      hello: () => ({ protocol: protocolVersion, version, ...host }),
      selfTest: async () => {
        const start = performance.now();
        await devices.select('cpu');
        return { milliseconds: performance.now() - start };
      },
      devices: () => devices.list(),
      diagnose: async () => ({
        runtime: host.runtime,
        ...(await describeHost()),
        trials: await tryDevices(devices),
      }),
      run: (params, { signal }) =>
        this.#paint(params.run, signal, (control, services) => executeRun(params, control, services)),
      control: ({ run, action, resumable }) => {
        this.#control(run)[action]({ resumable });
        return {};
      },
      update: ({ run, settings }) => {
        this.#control(run).update(settings);
        return {};
      },
      checkpoints: () => this.#options.checkpoints.list(),
      resume: (params, { signal }) =>
        this.#paint(params.run, signal, (control, services) => resumeRun(params, control, services)),
      discardCheckpoint: async ({ id }) => {
        await this.#options.checkpoints.discard(id);
        return {};
      },
      forecast: async (params) => {
        const recipe = await resolveRecipe(params.recipe, params.settings, styles);
        const mayTry = !this.#current && !this.#options.isComputing();
        return methods[recipe.method].forecast(recipe, params, { store, devices }, mayTry);
      },
      evaluate: (params) => evaluateLosses(params, { store, devices }),
      recipes: async () => {
        const imported = (await styles.list()).filter(({ flaw }) => flaw === undefined).map(fastStyleRecipe);
        return [...listRecipes(), ...imported].map(({ name, title, description }) => ({
          name,
          title,
          description,
        }));
      },
      recipe: ({ recipe, settings }) => resolveRecipe(recipe, settings, styles),
      networks: () => store.list(),
      recall: (params, { signal }) =>
        recallRun(params, {
          store,
          version,
          signal,
          bundledPictures: [join(media, 'styles'), join(media, 'samples')],
        }),
      fingerprint: async ({ recipe, settings, ...request }) => ({
        ...(await fingerprints({ ...request, recipe: await resolveRecipe(recipe, settings, styles) }, store)),
        ...(restrictions.metadata !== undefined && { metadata: restrictions.metadata }),
      }),
      checkOutput: async ({ path, overwrite }) => {
        formatOf(path);
        await assertWritable(path, { overwrite });
        return {};
      },
      smallCopy: async ({ path, ...limits }) => ({ bytes: await smallCopy(path, limits) }),
      contactSheet: (sheet) => writeContactSheet(sheet, join(media, 'fonts', 'Inter-Latin.ttf')),
      fastStyles: () => styles.list(),
      train: (params, { signal }) =>
        this.#paint(params.run, signal, (control, services) => train(params, control, services)),
      trainings: () => this.#trainings.list(),
      resumeTraining: (params, { signal }) =>
        this.#paint(params.run, signal, (control, services) => resumeTraining(params, control, services)),
      importFastStyle: ({ file, ...options }) =>
        styles.importFile(file, { ...options, isReserved: isShipped }, async (style) => {
          const { backend } = await devices.select('cpu');
          await tryPainting(backend.paintingNetwork(style));
        }),
      removeFastStyle: async ({ name }) => {
        await styles.remove(name);
        return {};
      },
      importWeights: ({ file, replace }) => store.importFile(file, { replace }),
      downloadWeights: ({ url: requested, proxy, replace }, { signal }) => {
        assertDownloadAllowed(restrictions);
        const url = restrictions.weightsUrl ?? requested;
        const onProgress = (progress: DownloadProgress) => {
          this.#server.emit('download', progress);
        };
        return installer.install({ url, proxy, replace, signal, onProgress });
      },
      shutdown: async () => {
        // Wait for a run that is writing its result, so that nothing half-written stays behind.
        this.#current?.control.suspend();
        await this.#current?.over.catch(() => undefined);
        await installer.stop();
        clearTimeout(this.#releasing);
        shutdown();
        return {};
      },
    };
  }

  async #paint<Result>(
    run: string,
    signal: AbortSignal,
    paint: (control: RunControl, services: RunServices & TrainServices) => Promise<Result>,
  ): Promise<Result> {
    if (this.#current) {
      throw new StylizeError('busy', l10n.t`The engine is at work on another picture.`, {
        hint: l10n.t`Wait until it is done, or stop it.`,
      });
    }
    clearTimeout(this.#releasing);
    const control = new RunControl(signal);
    const over = paint(control, {
      ...this.#options,
      trainings: this.#trainings,
      metadata: this.#options.restrictions.metadata,
      emit: (event, data) => {
        this.#server.emit(event, data);
      },
    });
    this.#current = { run, control, over };
    try {
      return await over;
    } finally {
      this.#current = undefined;
      this.#releaseLater();
    }
  }

  /** The next picture of a batch comes at once. If none comes, what was kept for it gives its memory back. */
  #releaseLater(): void {
    const { store, devices } = this.#options;
    this.#releasing = setTimeout(() => {
      store.release();
      devices.release().catch(console.error);
    }, keptMilliseconds);
  }

  #control(run: string): RunControl {
    if (this.#current?.run !== run) throw new StylizeError('usage', l10n.t`That run is over.`);
    return this.#current.control;
  }
}
