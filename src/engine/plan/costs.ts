import type { DeviceId } from '../../contracts/engine';
import type { OptimizeRecipe } from '../../recipe/recipe';
import type { Size } from '../imaging/picture';
import { featuresPerPixel, partsOf } from '../network/hypercolumn';
import type { Network, NetworkDescription } from '../network/network';
import { styleLayers } from '../objective/terms';
import { graphBytes, type Division } from '../objective/trial';
import { probeMultiplications } from '../runtime/probe';
import { tilingCost } from '../runtime/tiles/cost';
import { knownCalibration, stepKey, type Calibration, type StepKind } from './calibration';
import { matchedPerPixel, matchingWork, stagesOf } from './matching-costs';
import { recipeAt, type Scale } from './scales';

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
const weightCopies = 5;
/** How often they are there for the program that only looks at pictures. */
const lookingWeightCopies = 4;
/** Of all that a forward pass computes: what the program that only looks needs at once, which a picture in tiles needs besides. */
const lookingShare = 0.35;
/** Of what the rectifiers put out: what a step needs at once where tensors stay in the layout of the processor's convolutions. */
const blockedShare = 1.35;
/** Numbers for each pixel: picture, gradient twice, last sound picture, average, content twice, and a preview in the making. */
const picturesOfRun = 3 * 10;
/** Float32 numbers in the optimiser's own vectors, besides the pairs of L-BFGS. */
const optimizerVectors: Readonly<Record<OptimizeRecipe['optimizer']['kind'], number>> = {
  adam: 3,
  sgd: 2,
  lbfgs: 4,
};
/** Multiplications of a step, in forward passes: the reverse pass towards the picture costs as many. */
const passes = 2;
/** Of a step: looking at a picture once. */
const lookingSeconds = 0.4;
/** Arrays of the size of all targets that there are while places are matched: what looks and what is looked at, twice each. */
const matchedArrays = 5;
/** What a multiplication takes in the matrix products of matching, relative to one in the convolutions of a step. */
const matchingShare = 0.45;
/** What L-BFGS does for each number of each vector of its pairs, in seconds. */
const pairSeconds = 0.6e-9;

/** What runs of one kind cost, whatever the size. */
export class Costs {
  readonly #kind: StepKind;
  readonly #calibration: Calibration;
  readonly #fixedBytes: number;
  readonly #lookingFixedBytes: number;
  readonly #stepBytesPerPixel: number;
  readonly #lookingBytesPerPixel: number;

  constructor(kind: StepKind) {
    const { recipe, network, device } = kind;
    this.#kind = kind;
    this.#calibration = knownCalibration(kind) ?? fromProbe(kind);
    const layers = layersOf(recipe);
    this.#fixedBytes =
      (usesMainMemory(device.id) ? processBytes : 0) + weightBytes(network, layers, weightCopies);
    this.#lookingFixedBytes = weightBytes(network, layers, lookingWeightCopies);
    const { activations, rectified } = costPerPixel(network.description, layers);
    // The values of all layers. Those of the reverse pass take the place of what it has done with, but for holes.
    const values = device.id === 'cpu' ? blockedShare * rectified : activations;
    this.#stepBytesPerPixel = 4 * values * regionShare(kind);
    this.#lookingBytesPerPixel = 4 * lookingShare * activations * regionShare(kind);
  }

  /** Peak memory at a picture's size, at the least. */
  bytes({ width, height }: Size, { tile, history }: Manner): number {
    const { recipe, network } = this.#kind;
    const pixels = width * height;
    const { seen, isDivided } = this.#seen({ width, height }, tile);
    const looking = this.#lookingBytesPerPixel * seen;
    const step = this.#stepBytesPerPixel * seen + (isDivided ? looking : 0);
    const matching = looking + 4 * matchedArrays * matchedPerPixel(recipe, network.description) * pixels;
    return Math.round(
      this.#fixedBytes + Math.max(step, matching) + pixels * this.#wholeBytesPerPixel(history),
    );
  }

  /** The pixels that a program sees at once, and whether that is a part of the picture. */
  #seen({ width, height }: Size, tile: number | undefined): { seen: number; isDivided: boolean } {
    if (tile === undefined) return { seen: width * height, isDivided: false };
    const { recipe, network } = this.#kind;
    const { window, windows } = tilingCost(network.description, layersOf(recipe), { width, height }, tile);
    return { seen: window.width * window.height, isDivided: windows > 1 };
  }

  /** What is kept for the next picture besides, where there is room: the program that looks at content and styles. */
  keptBytes({ width, height }: Size): number {
    return Math.round(this.#lookingFixedBytes + this.#lookingBytesPerPixel * width * height);
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
      (sum, scale) =>
        sum +
        secondsToCompile +
        this.stepSeconds(scale, manner) * (scale.iterations + looking) +
        this.#matchingSeconds(scale, styles),
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

  /** For finding the places of the styles that resemble those of the picture. */
  #matchingSeconds(scale: Scale, styles: number): number {
    const { recipe, network } = this.#kind;
    const { description } = network;
    const { multiplications } = costPerPixel(description, layersOf(recipe));
    const secondsPerMultiplication = this.#calibration.secondsPerPixel / (passes * multiplications);
    return (
      matchingShare *
      secondsPerMultiplication *
      styles *
      matchingWork(recipeAt(recipe, scale), description, scale)
    );
  }

  /** What is there of the whole picture, however it is computed. */
  #wholeBytesPerPixel(history: number): number {
    const { recipe, network } = this.#kind;
    const { kind } = recipe.optimizer;
    const vectors = 4 * picturesOfRun + 3 * numberBytes(recipe) * optimizerVectors[kind];
    const pairs = kind === 'lbfgs' ? 2 * 3 * numberBytes(recipe) * history : 0;
    const content = Object.keys(recipe.content.layers).reduce(
      (sum, layer) => sum + featuresPerPixel(network.description, layer),
      0,
    );
    // Of targets for each position the numbers, and the tensor that holds them.
    const targets = content + matchedPerPixel(recipe, network.description);
    return vectors + pairs + 2 * 4 * targets;
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

/** For each pixel of the picture: numbers that a forward pass leaves behind, those of rectifiers, and multiplications that it makes. */
export function costPerPixel(
  { layers }: NetworkDescription,
  wanted: readonly string[],
): { activations: number; rectified: number; multiplications: number } {
  let activations = 0;
  let rectified = 0;
  let multiplications = 0;
  let positions = 1;
  const last = lastOf(layers, wanted);
  for (const layer of layers.slice(0, last + 1)) {
    switch (layer.kind) {
      case 'convolution':
        activations += positions * layer.outputChannels;
        multiplications += positions * layer.kernelSize ** 2 * layer.inputChannels * layer.outputChannels;
        break;
      case 'relu':
        activations += positions * layer.channels;
        rectified += positions * layer.channels;
        break;
      case 'pooling':
        positions /= 4;
    }
  }
  return { activations, rectified, multiplications };
}

/** Layers and hypercolumns. */
const layersOf = (recipe: OptimizeRecipe): string[] => [
  ...Object.keys(recipe.content.layers),
  ...styleLayers(recipe).map(({ layer }) => layer),
];

function lastOf(layers: NetworkDescription['layers'], wanted: readonly string[]): number {
  const needed = wanted.flatMap((name) => partsOf(name).map(({ layer }) => layer));
  return layers.findLastIndex(({ name }) => needed.includes(name));
}

/** @param copies of the weights in use; the others are there once */
function weightBytes(
  { description: { layers }, parameters }: Network,
  wanted: readonly string[],
  copies: number,
): number {
  const last = lastOf(layers, wanted);
  return layers.reduce((sum, { kind, name }, index) => {
    const weights = kind === 'convolution' ? parameters.get(name) : undefined;
    const count = (weights?.kernel.length ?? 0) + (weights?.bias.length ?? 0);
    return sum + 4 * count * (index < last ? copies : 1);
  }, 0);
}

/** L-BFGS with SciPy's line search computes in double precision. */
const numberBytes = ({ optimizer }: OptimizeRecipe): number =>
  optimizer.kind === 'lbfgs' && optimizer.lineSearch === 'strong-wolfe' ? 8 : 4;

/** Side at which graphs are compared. */
const comparedSide = 128;

/** By network, and then by what decides it. */
const regionShares = new WeakMap<Network, Map<string, number>>();

/** What the division among styles, or matching, adds to the memory of a step with a single Gram matrix, by the graphs. */
function regionShare(kind: StepKind): number {
  const { recipe, network, division } = kind;
  const { statistic, blend } = recipe.style;
  if (division.length === 1 && blend === 'targets' && statistic !== 'nearest') return 1;
  const known = regionShares.get(network) ?? new Map<string, number>();
  const key = stepKey(kind);
  const bytes = (stage: OptimizeRecipe, parts: Division) => graphBytes(stage, network, parts, comparedSide);
  const simple: OptimizeRecipe =
    statistic === 'nearest' ? { ...recipe, style: { ...recipe.style, statistic: 'gram' } } : recipe;
  const most = () => Math.max(...stagesOf(recipe).map((stage) => bytes(stage, division)));
  const share = known.get(key) ?? Math.max(1, most() / bytes(simple, [[0]]));
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
