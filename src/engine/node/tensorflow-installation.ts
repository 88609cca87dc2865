import { readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

import { StylizeError } from '../../channel/errors';
import * as l10n from '../../channel/l10n';
import {
  tensorFlowPackages as packages,
  type TensorFlowDevice,
  type TensorFlowSource,
} from '../runtime/tfjs/devices';
import type { TensorFlow } from '../runtime/tfjs/tensorflow';

const majorVersion = '4';

export interface TensorFlowPlaces {
  /** A folder that the person has chosen: it contains one of the packages, or is one. No other is then searched. */
  readonly chosen?: string | undefined;
  readonly userFolder: string;
  /** Where this program is installed. */
  readonly programFolder: string;
}

/** Finds TensorFlow.js in the person's folders and loads it into this process. */
export class TensorFlowInstallation implements TensorFlowSource {
  #loaded: TensorFlowDevice | undefined;
  readonly #places: TensorFlowPlaces;

  constructor(places: TensorFlowPlaces) {
    this.#places = places;
  }

  /**
   * The real path of a device's package, without loading it. Searches only `node_modules` in the folders themselves:
   * Node's own search would go on to their parents, `NODE_PATH` and the home folder, where anything may be.
   *
   * @throws StylizeError `device-unavailable` with the command that installs it
   */
  find(device: TensorFlowDevice): string {
    const { chosen, userFolder, programFolder } = this.#places;
    const name = packages[device];
    const inside = (folder: string) => join(folder, 'node_modules', name);
    const candidates =
      chosen === undefined
        ? [inside(userFolder), inside(programFolder)]
        : [resolve(chosen), inside(resolve(chosen))];
    for (const candidate of candidates) {
      const found = packageAt(candidate);
      if (found?.name === name) return found.folder;
    }
    const message =
      chosen === undefined
        ? l10n.t`${name} is not installed.`
        : l10n.t`${name} is not installed in ${chosen}, the folder in your settings.`;
    throw unavailable(message, l10n.t`Install it with: ${this.#install(device)}`);
  }

  /**
   * Loads a device's package and checks that it is the right one.
   *
   * @throws StylizeError `device-unavailable`
   */
  async load(device: TensorFlowDevice): Promise<TensorFlow> {
    const folder = this.find(device);
    const name = packages[device];
    if (this.#loaded !== undefined && this.#loaded !== device) {
      throw unavailable(
        l10n.t`${packages[this.#loaded]} is in use in this process, which cannot load ${name} as well.`,
        l10n.t`Restart the engine.`,
      );
    }
    const tf = this.#require(device, folder);
    this.#loaded = device;
    await tf.ready();
    const version = tf.version_core;
    if (version.split('.')[0] !== majorVersion) {
      throw unavailable(
        l10n.t`${name} in ${folder} is version ${version}; Stylize needs version ${majorVersion}.`,
        l10n.t`Install it with: ${this.#install(device)}`,
      );
    }
    if (tf.getBackend() !== 'tensorflow') {
      throw unavailable(l10n.t`${name} in ${folder} computes with "${tf.getBackend()}", not natively.`);
    }
    if (device === 'tfjs-gpu' && !isUsingGraphicsCard(tf)) {
      throw unavailable(
        l10n.t`${name} found no graphics card that it can use.`,
        l10n.t`It needs an NVIDIA card, with CUDA and cuDNN in the versions that its documentation names.`,
      );
    }
    return tf;
  }

  #require(device: TensorFlowDevice, folder: string): TensorFlow {
    // By default it takes all of the card's memory and logs its start line by line.
    process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
    process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
    let module: unknown;
    try {
      module = createRequire(join(folder, 'package.json'))(folder);
    } catch (thrown) {
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      throw unavailable(
        l10n.t`${packages[device]} in ${folder} could not be loaded: ${message.split('\n')[0]!}`,
        l10n.t`Install it again with: ${this.#install(device)}`,
        thrown,
      );
    }
    if (!isTensorFlow(module)) {
      throw unavailable(
        l10n.t`What is installed as ${packages[device]} in ${folder} is not TensorFlow.js.`,
        l10n.t`Install it with: ${this.#install(device)}`,
      );
    }
    return module;
  }

  #install(device: TensorFlowDevice): string {
    const { chosen, userFolder } = this.#places;
    return `npm install --prefix "${chosen ?? userFolder}" ${packages[device]}`;
  }
}

function unavailable(message: l10n.Words, hint?: l10n.Words, cause?: unknown): StylizeError {
  return new StylizeError('device-unavailable', message, { hint, cause });
}

/** The real path of a package and the name that its manifest gives it. */
function packageAt(path: string): { readonly folder: string; readonly name: unknown } | undefined {
  try {
    const folder = realpathSync(path);
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return { folder, name: (manifest as { readonly name?: unknown }).name };
  } catch {
    return undefined;
  }
}

/** Checks for a few of the functions that we need. */
function isTensorFlow(module: unknown): module is TensorFlow {
  if (typeof module !== 'object' || module === null) return false;
  const { version_core, ready, grad, conv2d } = module as Partial<Record<keyof TensorFlow, unknown>>;
  return typeof version_core === 'string' && [ready, grad, conv2d].every((f) => typeof f === 'function');
}

/** As reported by the native backend: without a graphics card, its package falls back to the processor. */
function isUsingGraphicsCard(tf: TensorFlow): boolean {
  return (tf.backend() as { isUsingGpuDevice?: unknown }).isUsingGpuDevice === true;
}
