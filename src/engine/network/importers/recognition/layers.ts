/** A tensor in a file, whose values have not been read yet. */
export interface ForeignTensor {
  readonly shape: readonly number[];
}

/** The tensors that a file has under one name, classified by rank because formats name them in too many ways. */
export interface ForeignLayer<Tensor extends ForeignTensor> {
  /** From the file's top: `model.features.0`. */
  readonly name: string;
  /**
   * `convolution`: one kernel and at most one bias; `dense`: a matrix; `other`: anything else that affects the network,
   * such as the vectors of a batch normalization; `constants`: a mean colour, a counter.
   */
  readonly kind: 'convolution' | 'dense' | 'other' | 'constants';
  readonly kernel?: Tensor | undefined;
  readonly bias?: Tensor | undefined;
}

/** Splits a tensor's name, such as `features.0.weight` or `block1_conv1/block1_conv1/kernel:0`. */
export const partsOf = (name: string): string[] => name.split(/[./]/).filter((part) => part !== '');

/**
 * A file's layers, each consisting of the tensors whose names differ only in the last part.
 *
 * @param tensors by name, in the file's order, which the result keeps
 */
export function layersOf<Tensor extends ForeignTensor>(
  tensors: Iterable<readonly [name: string, tensor: Tensor]>,
): ForeignLayer<Tensor>[] {
  const groups = new Map<string, Tensor[]>();
  for (const [name, tensor] of tensors) {
    const parts = partsOf(name).slice(0, -1);
    // In Keras 3 a layer has a group for its variables.
    if (parts.at(-1) === 'vars') parts.pop();
    const layer = parts.join('.');
    const group = groups.get(layer);
    if (group) group.push(tensor);
    else groups.set(layer, [tensor]);
  }
  return [...groups].map(([name, group]) => ({ name, ...judged(group) }));
}

function judged<Tensor extends ForeignTensor>(all: readonly Tensor[]): Omit<ForeignLayer<Tensor>, 'name'> {
  const tensors = all.filter(({ shape }) => shape.reduce((product, extent) => product * extent, 1) > 3);
  const ofRank = (rank: number) => tensors.filter(({ shape }) => shape.length === rank);
  const [vectors, matrices, kernels] = [ofRank(1), ofRank(2), ofRank(4)];
  if (tensors.length === 0) return { kind: 'constants' };
  if (kernels.length === 1 && vectors.length + matrices.length + 1 === tensors.length) {
    const bias = all.length === 2 ? all.find(({ shape }) => shape.length === 1) : undefined;
    return { kind: 'convolution', kernel: kernels[0], bias };
  }
  return {
    kind: matrices.length > 0 && matrices.length + vectors.length === tensors.length ? 'dense' : 'other',
  };
}
