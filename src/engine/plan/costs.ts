import type { DeviceId } from '../../contracts/engine';
import type { Recipe } from '../../recipe/recipe';
import type { Size } from '../imaging/picture';
import type { Network, NetworkDescription } from '../network/network';
import { layerDepth } from '../objective/terms';
import { graphBytes, type Division } from '../objective/trial';
import { probeMultiplications } from '../runtime/probe';
import { tilingCost } from '../runtime/tiles/cost';
import { knownCalibration, stepKey, type Calibration, type StepKind } from './calibration';
import type { Scale } from './scales';

/** How a run computes. */
export interface Manner {
  /** Side of a tile's core, in pixels; undefined for pictures as a whole. */
  readonly tile: number | undefined;
  /** How many pairs L-BFGS keeps. */
  readonly history: number;
}

/** The process itself with its libraries, in bytes. */
const processBytes = 150e6;
/** How often weights in use are in memory: read, transposed for the reverse pass, and packed by the runtime for both. */
const weightCopies = 6;
/** How often they are there for the program that only looks at pictures. */
const lookingWeightCopies = 4;
/** Of a step's memory: the program that only looks, which a picture in tiles needs besides. */
const lookingShare = 0.35;
/** Numbers for each pixel: picture, gradient twice, last sound picture, average, content twice, and a preview in the making. */
const picturesOfRun = 3 * 10;
/** Float32 numbers in the optimiser's own vectors, besides the pairs of L-BFGS. */
const optimizerVectors: Readonly<Record<Recipe['optimizer']['kind'], number>> = { adam: 3, sgd: 2, lbfgs: 6 };
/** Multiplications of a step, in forward passes: the reverse pass towards the picture costs as many. */
const passes = 2;
/** Of a step: looking at a picture once. */
const lookingSeconds = 0.4;
/** What L-BFGS does for each number of each vector of its pairs, in seconds. */
const pairSeconds = 0.6e-9;

/** What runs of one kind cost, whatever the size. */
export class Costs {
  readonly #kind: StepKind;
  readonly #calibration: Calibration;
  readonly #fixedBytes: number;
  readonly #lookingFixedBytes: number;
  readonly #stepBytesPerPixel: number;

  constructor(kind: StepKind) {
    const { recipe, network, device } = kind;
    this.#kind = kind;
    this.#calibration = knownCalibration(kind) ?? fromProbe(kind);
    const layers = layersOf(recipe);
    this.#fixedBytes =
      (usesMainMemory(device.id) ? processBytes : 0) + weightBytes(network, layers, weightCopies);
    this.#lookingFixedBytes = weightBytes(network, layers, lookingWeightCopies);
    const { activations } = costPerPixel(network.description, layers);
    // The values of all layers. Those of the reverse pass take the place of what it has done with, but for holes.
    this.#stepBytesPerPixel = 4 * activations * regionShare(kind);
  }

  /** Peak memory at a picture's size, at the least. */
  bytes({ width, height }: Size, { tile, history }: Manner): number {
    const { recipe, network } = this.#kind;
    const pixels = width * height;
    const step =
      tile === undefined
        ? pixels
        : windowPixels(tilingCost(network.description, layersOf(recipe), { width, height }, tile));
    return Math.round(
      this.#fixedBytes + this.#stepBytesPerPixel * step + pixels * this.#wholeBytesPerPixel(history),
    );
  }

  /** What is kept for the next picture besides, where there is room: the program that looks at content and styles. */
  keptBytes({ width, height }: Size): number {
    return Math.round(this.#lookingFixedBytes + lookingShare * this.#stepBytesPerPixel * width * height);
  }

  /** For one more pair of L-BFGS at a picture's size. */
  pairBytes({ width, height }: Size): number {
    return 2 * 3 * numberBytes(this.#kind.recipe) * width * height;
  }

  /** From the first scale to the file. */
  seconds(scales: readonly Scale[], styles: number, manner: Manner): number {
    const full = scales.at(-1)!;
    const { secondsToCompile } = this.#calibration;
    const looking = (1 + styles) * lookingSeconds;
    const work = scales.reduce(
      (sum, scale) => sum + secondsToCompile + this.stepSeconds(scale, manner) * (scale.iterations + looking),
      0,
    );
    // The losses of the result.
    return work + this.stepSeconds(full, manner);
  }

  stepSeconds(size: Size, { tile, history }: Manner): number {
    const { recipe, network } = this.#kind;
    const pairs = recipe.optimizer.kind === 'lbfgs' ? 2 * 2 * 3 * history * pairSeconds : 0;
    const work = stepWork({ recipe, network, tile }, size);
    return work * this.#calibration.secondsPerPixel + size.width * size.height * pairs;
  }

  /** What is there of the whole picture, however it is computed. */
  #wholeBytesPerPixel(history: number): number {
    const { recipe, network } = this.#kind;
    const { kind } = recipe.optimizer;
    const vectors = 4 * picturesOfRun + 3 * numberBytes(recipe) * optimizerVectors[kind];
    const pairs = kind === 'lbfgs' ? 2 * 3 * numberBytes(recipe) * history : 0;
    // The content's features, and the tensor that holds them.
    const targets = Object.keys(recipe.content.layers).reduce(
      (sum, layer) => sum + 2 * 4 * featuresPerPixel(network.description, layer),
      0,
    );
    return vectors + pairs + targets;
  }
}

/** The work of a step: as many pixels of a picture as a whole would cost as much. */
export function stepWork(
  { recipe, network, tile }: Pick<StepKind, 'recipe' | 'network'> & Pick<Manner, 'tile'>,
  size: Size,
): number {
  const pixels = size.width * size.height;
  if (tile === undefined) return pixels;
  const { gradientNormalization: normalizeGradient } = recipe;
  return pixels * tilingCost(network.description, layersOf(recipe), size, tile, { normalizeGradient }).work;
}

export const usesMainMemory = (device: DeviceId): boolean => device === 'cpu' || device === 'tfjs-cpu';

/** For each pixel of the picture: numbers that a forward pass leaves behind, and multiplications that it makes. */
export function costPerPixel(
  { layers }: NetworkDescription,
  wanted: readonly string[],
): { activations: number; multiplications: number } {
  let activations = 0;
  let multiplications = 0;
  let positions = 1;
  const last = layers.findLastIndex(({ name }) => wanted.includes(name));
  for (const layer of layers.slice(0, last + 1)) {
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

const layersOf = ({ content, style }: Recipe): string[] => [
  ...Object.keys(content.layers),
  ...Object.keys(style.layers),
];

const windowPixels = ({ window, windows }: ReturnType<typeof tilingCost>) =>
  window.width * window.height * (windows > 1 ? 1 + lookingShare : 1);

/** @param copies of the weights in use; the others are there once */
function weightBytes(
  { description: { layers }, parameters }: Network,
  wanted: readonly string[],
  copies: number,
): number {
  const last = layers.findLastIndex(({ name }) => wanted.includes(name));
  return layers.reduce((sum, { kind, name }, index) => {
    const weights = kind === 'convolution' ? parameters.get(name) : undefined;
    const count = (weights?.kernel.length ?? 0) + (weights?.bias.length ?? 0);
    return sum + 4 * count * (index < last ? copies : 1);
  }, 0);
}

/** L-BFGS with a line search computes in double precision. */
const numberBytes = ({ optimizer }: Recipe): number =>
  optimizer.kind === 'lbfgs' && optimizer.lineSearch !== 'none' ? 8 : 4;

function featuresPerPixel(network: NetworkDescription, name: string): number {
  const { relu, poolings } = layerDepth(network, name);
  return relu.channels / 4 ** poolings;
}

/** Side at which graphs are compared. */
const comparedSide = 128;

/** By network, and then by what decides it. */
const regionShares = new WeakMap<Network, Map<string, number>>();

/** What the division among styles adds to a step's memory, by the two graphs. */
function regionShare(kind: StepKind): number {
  const { recipe, network, division } = kind;
  const plain: Division = [[0]];
  if (division.length === 1 && recipe.style.blend === 'targets') return 1;
  const known = regionShares.get(network) ?? new Map<string, number>();
  const key = stepKey(kind);
  const bytes = (parts: Division) => graphBytes(recipe, network, parts, comparedSide);
  const share = known.get(key) ?? Math.max(1, bytes(division) / bytes(plain));
  regionShares.set(network, known.set(key, share));
  return share;
}

/** Before any step has been tried: by the multiplications, at the speed of the device's probe. Within a factor of two. */
function fromProbe({ recipe, network, device }: StepKind): Calibration {
  const { multiplications } = costPerPixel(network.description, layersOf(recipe));
  const seconds = device.probeMilliseconds / 1000;
  return {
    secondsPerPixel: (passes * multiplications * seconds) / probeMultiplications,
    secondsToCompile: 0.3,
  };
}
