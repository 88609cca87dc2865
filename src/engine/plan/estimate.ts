import type { Choice, DeviceId, Estimate, Limits } from '../../contracts/engine';
import type { Network, NetworkDescription } from '../network/network';
import { platform } from '../platform/platform';
import { probeMultiplications } from '../runtime/probe';
import type { Scale } from './scales';

export interface EstimateInputs {
  readonly network: Network;
  readonly scales: readonly Scale[];
  readonly device: DeviceId;
  /** What the probe's step takes on the device. */
  readonly probeMilliseconds: number;
  readonly limits: Limits;
  /** The machine's, when left out. */
  readonly bytesAvailable?: number;
}

/** The process itself with its libraries, in bytes. */
const processBytes = 150e6;
/** How often the weights are in memory: read, transposed for the reverse pass, and packed by the runtime for both. */
const weightCopies = 6;
/** What comes on top of the activations: gradients under way, the optimiser's vectors, pictures. */
const memoryMargin = 1.1;
/** A size that is proposed is a multiple of it. */
const sideStep = 64;
/** Multiplications of a step, in forward passes: the reverse pass towards the picture costs as many. */
const passes = 2;
/** A run that takes longer is not started without a word. */
const longSeconds = 30 * 60;
/** Not even on a crowded machine does a run make do with less. */
const leastBudget = 1e9;

/**
 * What a run needs: in memory, by the activations of the largest scale, all of which the reverse pass asks for; in time,
 * by the multiplications of all steps at the speed of the device's probe. Rough: within a factor of two.
 */
export function estimateRun(inputs: EstimateInputs): Estimate {
  const { network, scales, device, probeMilliseconds, limits } = inputs;
  const { activations, multiplications } = costPerPixel(network.description);
  const steps = scales.reduce((sum, { width, height, iterations }) => sum + width * height * iterations, 0);
  const { width, height } = scales.at(-1)!;
  let weights = 0;
  for (const { kernel, bias } of network.parameters.values()) weights += kernel.length + bias.length;
  const fixedBytes = processBytes + 4 * weightCopies * weights;
  const bytes = Math.round(fixedBytes + 4 * memoryMargin * activations * width * height);
  const seconds = (passes * multiplications * steps * probeMilliseconds) / 1000 / probeMultiplications;

  const bytesAvailable = usesMainMemory(device) ? (inputs.bytesAvailable ?? platform().memory()) : undefined;
  const budget =
    bytesAvailable === undefined
      ? undefined
      : Math.round(limits.memoryBytes ?? Math.max(leastBudget, bytesAvailable / 2));
  const concerns: Estimate['concerns'] = [];
  const choices: Choice[] = [];
  if (budget !== undefined && bytes > budget) {
    concerns.push('memory');
    const share = Math.sqrt(Math.max(0, budget - fixedBytes) / (bytes - fixedBytes));
    const side = Math.floor((share * Math.max(width, height)) / sideStep) * sideStep;
    const ratio = side / Math.max(width, height);
    const size = { width: Math.round(width * ratio), height: Math.round(height * ratio) };
    if (side > 0) {
      choices.push({
        kind: 'size',
        settings: { size: side },
        ...size,
        bytes: Math.round(fixedBytes + (bytes - fixedBytes) * ratio ** 2),
        seconds: seconds * ratio ** 2,
      });
    }
  }
  if (seconds > longSeconds) {
    concerns.push('time');
    const iterations = scales.reduce((sum, scale) => sum + scale.iterations, 0);
    const fewer = Math.max(1, Math.floor((iterations * longSeconds) / seconds));
    choices.push({
      kind: 'iterations',
      settings: { iterations: fewer },
      width,
      height,
      bytes,
      seconds: (seconds * fewer) / iterations,
    });
  }
  return {
    bytes,
    seconds,
    ...(budget !== undefined && { budget }),
    ...(bytesAvailable !== undefined && { bytesAvailable }),
    concerns,
    choices,
  };
}

/** For each pixel of the picture: numbers that a forward pass leaves behind, and multiplications that it makes. */
export function costPerPixel({ layers }: NetworkDescription): {
  activations: number;
  multiplications: number;
} {
  let activations = 0;
  let multiplications = 0;
  let positions = 1;
  for (const layer of layers) {
    switch (layer.kind) {
      case 'convolution':
        activations += positions * layer.outputChannels;
        multiplications += positions * layer.kernelSize ** 2 * layer.inputChannels * layer.outputChannels;
        break;
      case 'relu':
        activations += positions * layer.channels;
        break;
      case 'pooling':
        positions /= 4;
    }
  }
  return { activations, multiplications };
}

const usesMainMemory = (device: DeviceId) => device === 'cpu' || device === 'tfjs-cpu';
