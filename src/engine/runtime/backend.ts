import type { ChainOptions } from '../graph/chain';
import type { Encoding } from '../losses/encodings';
import type { ObjectiveSpecification } from '../losses/objective-graph';
import type { Network } from '../network/network';
import type { StyleNetwork } from '../network/styles/style-file';
import type { TransformDescription } from '../network/styles/transform-network';
import type { Evaluation, TargetReceiver } from './evaluation';
import type { PaintingNetwork } from './painting';
import type { Trainer } from './training';
import type { Values } from './values';

export type { Evaluation } from './evaluation';
export type { Values } from './values';

/** The loss and its gradient for pictures of one size, compiled for a device. */
export interface Objective extends TargetReceiver {
  /** Sets the number that multiplies a term in the total, from the next evaluation on. */
  setFactor(term: string, factor: number): void;
  /**
   * @param image [3, H, W], RGB 0..255
   * @param signal ends it at once: it throws the signal's reason, whatever the device is still at
   */
  evaluate(image: Float32Array, signal?: AbortSignal): Promise<Evaluation>;
  dispose(): Promise<void>;
}

/** Computes targets from pictures of any size. */
export interface Encoder {
  /**
   * @param image [3, height, width], RGB 0..255
   * @param guidance the guidance channel [h, w] of every layer with a guided encoding
   * @param signal ends it at once, as that of `evaluate`
   * @returns by `encodingName`: features [C, H, W], Gram matrices [C, C], unnormalised
   */
  encode(
    image: Float32Array,
    width: number,
    height: number,
    guidance?: ReadonlyMap<string, Values>,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, Values>>;
  dispose(): Promise<void>;
}

/** Finds nearest vectors. All vectors are of length 1, and the columns of matrices [C, N]. */
export interface Matcher {
  setCandidates(candidates: Float32Array, channels: number): void;
  /** Of each query the nearest candidate, [N]: its cosine, and its index, the first of several. */
  nearest(
    queries: Float32Array,
    channels: number,
  ): Promise<{ readonly similarity: Float32Array; readonly index: Float32Array }>;
  dispose(): Promise<void>;
}

/** A library together with a device, which computes objectives, encoders and paintings. */
export interface Backend {
  /**
   * @param tile the longest side of a tile's core, in pixels, to compute the picture in tiles: the same numbers, in less
   *   memory and more time
   */
  createObjective(network: Network, specification: ObjectiveSpecification, tile?: number): Promise<Objective>;
  /** @param tile as for `createObjective` */
  createEncoder(
    network: Network,
    encodings: readonly Encoding[],
    options: ChainOptions,
    tile?: number,
  ): Promise<Encoder>;
  createMatcher(): Promise<Matcher>;
  /** @param specification of crops: see `trainingProgram` */
  createTrainer(
    critic: Network,
    description: TransformDescription,
    specification: ObjectiveSpecification,
  ): Promise<Trainer>;
  /** @throws StylizeError 'device-unavailable' for one that the library cannot compute */
  paintingNetwork(style: StyleNetwork): PaintingNetwork;
}
