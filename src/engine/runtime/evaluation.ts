export interface Evaluation {
  /** Each term's loss before its factor, in the order of the specification's terms. */
  readonly values: Float32Array;
  /**
   * That of Σ factor × value with respect to the image, [3, H, W], or to a network's parameters, [P]. The next evaluation
   * overwrites it.
   */
  readonly gradient: Float32Array;
}

/** What compares pictures with targets. */
export interface TargetReceiver {
  /**
   * Sets the features or Gram matrix that a term compares with, from the next evaluation on.
   *
   * @param center of a term that is centred: what is subtracted from the picture's features, [C]
   */
  setTarget(term: string, target: Float32Array, center?: Float32Array): void;
}
