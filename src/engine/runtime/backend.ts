import type { ChainOptions } from '../graph/chain';
import type { Encoding, ObjectiveSpecification } from '../losses/objective-graph';
import type { Network } from '../network/network';

/** A float32 array in C order. */
export interface Values {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

export interface Evaluation {
  /** Each term's loss before its factor, in the order of the specification's terms. */
  readonly values: Float32Array;
  /**
   * [3, H, W], of the sum of factor × value with respect to the image. Overwritten by the next evaluation.
   */
  readonly gradient: Float32Array;
}

/** The loss and its gradient for pictures of one size, compiled for a device. */
export interface Objective {
  /** The number that multiplies a term in the total; takes effect with the next evaluation. */
  setFactor(term: string, factor: number): void;
  /** The features or Gram matrix that a term compares with; takes effect with the next evaluation. */
  setTarget(term: string, target: Float32Array): void;
  /** @param image [3, H, W], RGB 0..255 */
  evaluate(image: Float32Array): Promise<Evaluation>;
  dispose(): Promise<void>;
}

/** Takes targets from pictures of any size. */
export interface Encoder {
  /**
   * @param image [3, height, width], RGB 0..255
   * @param guidance of every layer of which something is guided, its channel [h, w]
   * @returns by `encodingName`: features [C, H, W], Gram matrices [C, C], unnormalised
   */
  encode(
    image: Float32Array,
    width: number,
    height: number,
    guidance?: ReadonlyMap<string, Values>,
  ): Promise<ReadonlyMap<string, Values>>;
  dispose(): Promise<void>;
}

/** What computes: a library together with a device. */
export interface Backend {
  createObjective(network: Network, specification: ObjectiveSpecification): Promise<Objective>;
  createEncoder(network: Network, encodings: readonly Encoding[], options: ChainOptions): Promise<Encoder>;
}
