import { StylizeError } from '../../channel/errors';
import * as l10n from '../../channel/l10n';
import { deviceIds, type Device, type DeviceId } from '../../contracts/engine';
import type { Backend } from './backend';
import type { Reuse } from './graph-backend';
import { OnnxBackend } from './onnx/backend';
import type { OnnxRuntime } from './onnx/runtime';
import { probeDevice, type ProbeResult } from './probe';
import type { ProbeJournal } from './probe-journal';
import { KeptEncodings } from './reuse/kept-encodings';
import { KeptPrograms } from './reuse/kept-programs';
import { TensorFlowBackend } from './tfjs/backend';
import { isTensorFlowDevice, type TensorFlowDevice, type TensorFlowSource } from './tfjs/devices';

export const deviceTitles: Readonly<Record<DeviceId, string>> = {
  cpu: 'Processor',
  webgpu: 'Graphics card (WebGPU)',
  cuda: 'NVIDIA graphics card (CUDA)',
  dml: 'Graphics card (DirectML)',
  coreml: 'Apple Neural Engine or graphics card (CoreML)',
  'tfjs-gpu': 'NVIDIA graphics card (TensorFlow.js)',
  'tfjs-cpu': 'Processor (TensorFlow.js)',
};

/** Execution providers of ONNX Runtime. */
type OnnxDevice = Exclude<DeviceId, TensorFlowDevice>;

type DeviceState = Pick<Device, 'available' | 'reason' | 'probeMilliseconds'>;

/** The providers that `auto` tries: those that ship with the runtime and support every operator in our graphs. */
const automaticCandidates: readonly OnnxDevice[] = ['cpu', 'webgpu', 'cuda', 'dml'];

/** The most that is kept for the next picture, in bytes. */
const mostProgramBytes = 2 ** 30;
const mostEncodingBytes = 2 ** 26;

export interface SelectedDevice {
  readonly id: DeviceId;
  /** The same for every picture. */
  readonly backend: Backend;
  /** Limits what the backend keeps for the next picture, in bytes. */
  readonly keep?: ((mostBytes: number) => Promise<void>) | undefined;
  /** One that keeps nothing, for measurements. */
  readonly trial: Backend;
  /** How long the probe's step takes. */
  readonly probeMilliseconds: number;
}

export interface DeviceManagerOptions {
  /** Loads ONNX Runtime; called once. */
  readonly loadRuntime: () => Promise<OnnxRuntime>;
  /** Why a device that the runtime supports must not be tried in this installation. */
  readonly missing?: (id: DeviceId) => l10n.Words | undefined;
  readonly journal: ProbeJournal;
  readonly tensorFlow: TensorFlowSource;
  readonly threads?: number;
}

/** Finds out which devices really work, and picks one. */
export class DeviceManager {
  #runtime: Promise<OnnxRuntime> | undefined;
  readonly #probes = new Map<OnnxDevice, Promise<ProbeResult>>();
  /** Those that have painted, which keep what the next picture needs again. */
  readonly #backends = new Map<
    DeviceId,
    { readonly backend: Backend; readonly reuse: Reuse; readonly keep: SelectedDevice['keep'] }
  >();
  readonly #options: DeviceManagerOptions;

  constructor(options: DeviceManagerOptions) {
    this.#options = options;
  }

  /** Every device, whether it works, and if not, why. Retries devices that failed before, in case a driver was installed. */
  async list(): Promise<Device[]> {
    await this.#forgetFailures();
    const automatic = await this.#fastest();
    return Promise.all(
      deviceIds.map(async (id) => {
        const state = isTensorFlowDevice(id) ? this.#lookForTensorFlow(id) : await this.#describe(id);
        return { id, title: deviceTitles[id], automatic: id === automatic, ...state };
      }),
    );
  }

  /**
   * @param id a device by name, or `auto`: the fastest that works
   * @throws StylizeError `device-unavailable` with the reason
   */
  async select(id: DeviceId | 'auto'): Promise<SelectedDevice> {
    if (isTensorFlowDevice(id)) return this.#selectTensorFlow(id);
    const chosen = id === 'auto' ? await this.#fastest() : id;
    // A device chosen by name gets another chance after a crash.
    if (id !== 'auto') await this.#options.journal.forget(id);
    const probe = await this.#probe(chosen);
    if (!probe.ok) throw unusable(chosen, probe.reason);
    const runtime = await this.#load();
    const { backend, keep } = await this.#lasting(chosen, (reuse) => this.#onnx(runtime, chosen, reuse));
    const trial = this.#onnx(runtime, chosen);
    return { id: chosen, backend, keep, trial, probeMilliseconds: probe.milliseconds };
  }

  /** Releases all that was kept for the next picture. */
  async release(): Promise<void> {
    await Promise.all([...this.#backends.values()].map(({ reuse }) => release(reuse)));
  }

  /** The backend of a device, the same for every picture. What others have kept makes room. */
  async #lasting(
    id: DeviceId,
    create: (reuse: Reuse) => Backend,
  ): Promise<Pick<SelectedDevice, 'backend' | 'keep'>> {
    for (const [other, { reuse }] of this.#backends) if (other !== id) await release(reuse);
    const known = this.#backends.get(id);
    if (known) return known;
    const reuse = {
      programs: new KeptPrograms(mostProgramBytes),
      encodings: new KeptEncodings(mostEncodingBytes),
    };
    const keep = (mostBytes: number) => reuse.programs.limit(Math.min(mostBytes, mostProgramBytes));
    const lasting = { backend: create(reuse), reuse, keep };
    this.#backends.set(id, lasting);
    return lasting;
  }

  /** Counts as available when it is installed: it is loaded and tried only when it is chosen. */
  #lookForTensorFlow(id: TensorFlowDevice): DeviceState {
    try {
      this.#options.tensorFlow.find(id);
      return { available: true };
    } catch (thrown) {
      const { message, hint } = StylizeError.from(thrown).words;
      return { available: false, reason: l10n.sentences(message, hint) };
    }
  }

  async #selectTensorFlow(id: TensorFlowDevice): Promise<SelectedDevice> {
    const tensorFlow = await this.#options.tensorFlow.load(id);
    const probe = await probeDevice(new TensorFlowBackend(tensorFlow));
    if (!probe.ok) throw unusable(id, probe.reason);
    const { backend, keep } = await this.#lasting(id, (reuse) => new TensorFlowBackend(tensorFlow, reuse));
    const trial = new TensorFlowBackend(tensorFlow);
    return { id, backend, keep, trial, probeMilliseconds: probe.milliseconds };
  }

  async #describe(id: OnnxDevice): Promise<DeviceState> {
    const probe = await this.#probe(id);
    return probe.ok
      ? { available: true, probeMilliseconds: probe.milliseconds }
      : { available: false, reason: probe.reason };
  }

  async #fastest(): Promise<OnnxDevice> {
    let best: OnnxDevice = 'cpu';
    let time = Infinity;
    for (const id of automaticCandidates) {
      const probe = await this.#probe(id);
      if (probe.ok && probe.milliseconds < time) [best, time] = [id, probe.milliseconds];
    }
    return best;
  }

  async #forgetFailures(): Promise<void> {
    for (const [id, probe] of [...this.#probes]) {
      const isFailed = await probe.then(
        ({ ok }) => !ok,
        () => true,
      );
      if (isFailed) this.#probes.delete(id);
    }
  }

  #probe(id: OnnxDevice): Promise<ProbeResult> {
    let probe = this.#probes.get(id);
    if (!probe) this.#probes.set(id, (probe = this.#runProbe(id)));
    return probe;
  }

  async #runProbe(id: OnnxDevice): Promise<ProbeResult> {
    const runtime = await this.#load();
    const supported = runtime.listSupportedBackends().map(({ name }) => name);
    if (!supported.includes(id)) {
      return { ok: false, reason: l10n.t`this build of ONNX Runtime does not include it` };
    }
    const missing = this.#options.missing?.(id);
    if (missing !== undefined) return { ok: false, reason: missing };
    if (id === 'cpu') return probeDevice(this.#onnx(runtime, id));
    // A graphics driver can crash the whole process. The next process then skips the device.
    if (await this.#options.journal.hasCrashed(id)) {
      this.#probes.delete(id);
      return { ok: false, reason: l10n.t`it crashed the last time; choose it by name to try again` };
    }
    await this.#options.journal.begin(id);
    const result = await probeDevice(this.#onnx(runtime, id));
    await this.#options.journal.forget(id);
    return result;
  }

  #onnx(runtime: OnnxRuntime, id: OnnxDevice, reuse?: Reuse): OnnxBackend {
    const { threads } = this.#options;
    return new OnnxBackend(runtime, {
      executionProvider: id,
      ...(threads !== undefined && { threads }),
      ...(reuse && { reuse }),
    });
  }

  #load(): Promise<OnnxRuntime> {
    return (this.#runtime ??= this.#options.loadRuntime());
  }
}

async function release({ programs, encodings }: Reuse): Promise<void> {
  encodings.release();
  await programs.release();
}

function unusable(id: DeviceId, reason: l10n.Words): StylizeError {
  return new StylizeError('device-unavailable', l10n.t`The device ${id} cannot be used: ${reason}`, {
    hint: l10n.t`"stylize devices" lists what works on this machine; "auto" picks the fastest.`,
  });
}
