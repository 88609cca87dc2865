import type { DeviceId, Estimate } from '../../contracts/engine';
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

/**
 * What a run needs: in memory, by the activations of the largest scale, all of which the reverse pass asks for; in time,
 * by the multiplications of all steps at the speed of the device's probe. Rough: within a factor of two.
 */
export function estimateRun(inputs: EstimateInputs): Estimate {
  const { network, scales, device, probeMilliseconds } = inputs;
  const { activations, multiplications } = costPerPixel(network.description);
  const steps = scales.reduce((sum, { width, height, iterations }) => sum + width * height * iterations, 0);
  const { width, height } = scales.at(-1)!;
  let weights = 0;
  for (const { kernel, bias } of network.parameters.values()) weights += kernel.length + bias.length;
  const fixedBytes = processBytes + 4 * weightCopies * weights;
  const bytes = Math.round(fixedBytes + 4 * memoryMargin * activations * width * height);
  const seconds = (passes * multiplications * steps * probeMilliseconds) / 1000 / probeMultiplications;
  if (!usesMainMemory(device)) return { bytes, seconds };

  const bytesAvailable = inputs.bytesAvailable ?? platform().memory();
  if (bytes <= bytesAvailable) return { bytes, seconds, bytesAvailable };
  const share = Math.sqrt(Math.max(0, bytesAvailable - fixedBytes) / (bytes - fixedBytes));
  const sideThatFits = Math.floor((share * Math.max(width, height)) / sideStep) * sideStep;
  return { bytes, seconds, bytesAvailable, ...(sideThatFits > 0 && { sideThatFits }) };
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
