import type { OptimizeRecipe } from '../../recipe/recipe';
import type { Network } from '../network/network';
import { createTrialObjective, type Division } from '../objective/trial';
import type { Backend } from '../runtime/backend';
import type { SelectedDevice } from '../runtime/devices';

/** What steps have taken on a device. */
export interface Calibration {
  /** Of a step, for each pixel: about the same at every size. */
  readonly secondsPerPixel: number;
  /** Until a program is ready. */
  readonly secondsToCompile: number;
}

/** Of the picture on which steps are tried: small enough to be quick, and as costly for each pixel as large ones. */
const side = 192;
const steps = 2;

/** By device, and then by what decides the cost. */
const known = new WeakMap<Backend, Map<string, Calibration>>();

/** What a step depends on, apart from the picture's size. */
export interface StepKind {
  readonly recipe: OptimizeRecipe;
  readonly network: Network;
  readonly device: SelectedDevice;
  readonly division: Division;
}

/** What is known of such steps on the device, from earlier ones. */
export const knownCalibration = (kind: StepKind): Calibration | undefined =>
  known.get(kind.device.backend)?.get(stepKey(kind));

/** What such steps take. The first time it tries some, which keeps the device busy for about a second. */
export async function calibrate(kind: StepKind): Promise<Calibration> {
  const calibration = knownCalibration(kind) ?? (await trySteps(kind));
  const ofDevice = known.get(kind.device.backend) ?? new Map<string, Calibration>();
  known.set(kind.device.backend, ofDevice.set(stepKey(kind), calibration));
  return calibration;
}

async function trySteps({ recipe, network, device, division }: StepKind): Promise<Calibration> {
  const start = performance.now();
  const objective = await createTrialObjective(device.trial, recipe, network, division, side);
  const compiled = performance.now();
  try {
    const picture = new Float32Array(3 * side ** 2).fill(128);
    // The first step prepares memory and kernels.
    await objective.evaluate(picture);
    let best = Infinity;
    for (let i = 0; i < steps; i++) {
      const before = performance.now();
      await objective.evaluate(picture);
      best = Math.min(best, performance.now() - before);
    }
    return { secondsPerPixel: best / 1000 / side ** 2, secondsToCompile: (compiled - start) / 1000 };
  } finally {
    await objective.dispose();
  }
}

/** Everything in a recipe that decides what a step costs, apart from the picture's size. */
export function stepKey({ recipe, network: { description }, division }: StepKind): string {
  const { input, pooling, padding, content, style, totalVariation, gradientNormalization } = recipe;
  const layers = [Object.keys(content.layers), Object.keys(style.layers)];
  const terms = [
    layers,
    style.statistic,
    style.matching.by,
    style.blend,
    totalVariation.kind,
    gradientNormalization,
    division,
  ];
  return JSON.stringify([description.name, input, pooling, padding, terms]);
}
