import { setImmediate } from 'node:timers/promises';

import type { ChainOptions } from '../../graph/chain';
import { encodingName, type Encoding, type ObjectiveSpecification } from '../../losses/objective-graph';
import type { Network } from '../../network/network';
import type { Backend, Encoder, Evaluation, Objective, Values } from '../backend';
import { computationError } from '../computation-error';
import { Chain } from './chain';
import { encode, featureLoss, totalVariation, withNormalizedGradient } from './losses';
import type { Scalar, Tensor, Tensor3D, Tensor4D, TensorFlow } from './tensorflow';

/**
 * TensorFlow.js: the losses written once more, with its automatic differentiation for the gradient. Feature maps are
 * [1, H, W, C] here, as TensorFlow wants them.
 */
export class TensorFlowBackend implements Backend {
  constructor(private readonly tf: TensorFlow) {}

  createObjective(network: Network, specification: ObjectiveSpecification): Promise<Objective> {
    return attempt('could not be prepared', () => new TensorFlowObjective(this.tf, network, specification));
  }

  createEncoder(network: Network, encodings: readonly Encoding[], options: ChainOptions): Promise<Encoder> {
    return attempt('could not be prepared', () => {
      return new TensorFlowEncoder(this.tf, network, encodings, options);
    });
  }
}

class TensorFlowObjective implements Objective {
  private readonly chain: Chain;
  private readonly factors = new Map<string, number>();
  private readonly targets = new Map<string, Tensor>();

  constructor(
    private readonly tf: TensorFlow,
    network: Network,
    private readonly specification: ObjectiveSpecification,
  ) {
    const { terms } = specification;
    const layers = terms.flatMap((term) => (term.kind === 'total-variation' ? [] : [term.layer]));
    this.chain = new Chain(tf, network, new Set(layers), specification);
  }

  setFactor(term: string, factor: number): void {
    this.factors.set(term, factor);
  }

  setTarget(term: string, target: Float32Array): void {
    this.targets.get(term)?.dispose();
    this.targets.set(term, this.tf.tensor1d(target));
  }

  evaluate(image: Float32Array): Promise<Evaluation> {
    return attempt('failed in a step', async () => {
      const { tf } = this;
      const { width, height, terms } = this.specification;
      let losses!: Tensor;
      const gradient = tf.tidy(() => {
        const factors = tf.tensor1d(terms.map(({ name }) => given(this.factors, name)));
        const total = tf.grad((x) => {
          losses = tf.keep(tf.stack(this.losses(asImage(tf, x as Tensor3D))));
          return tf.sum<Scalar>(tf.mul(losses, factors));
        });
        return total(tf.tensor3d(image, [3, height, width]));
      });
      return { values: await take(losses), gradient: await take(gradient) };
    });
  }

  dispose(): Promise<void> {
    this.chain.dispose();
    this.tf.dispose([...this.targets.values()]);
    this.targets.clear();
    return Promise.resolve();
  }

  private losses(image: Tensor4D): Scalar[] {
    const activations = this.chain.forward(image);
    return this.specification.terms.map((term) => {
      if (term.kind === 'total-variation') return totalVariation(this.tf, image, term.variant);
      const activation = activations.get(term.layer)!;
      const features = term.normalizeGradient
        ? withNormalizedGradient(this.tf, activation, given(this.factors, term.name))
        : activation;
      return featureLoss(this.tf, term, features, given(this.targets, term.name));
    });
  }
}

class TensorFlowEncoder implements Encoder {
  private readonly chain: Chain;

  constructor(
    private readonly tf: TensorFlow,
    network: Network,
    private readonly encodings: readonly Encoding[],
    options: ChainOptions,
  ) {
    this.chain = new Chain(tf, network, new Set(encodings.map(({ layer }) => layer)), options);
  }

  encode(
    image: Float32Array,
    width: number,
    height: number,
    guidance: ReadonlyMap<string, Values> = new Map(),
  ): Promise<ReadonlyMap<string, Values>> {
    return attempt('failed while looking at a picture', async () => {
      const { tf } = this;
      const tensors = tf.tidy(() => {
        const activations = this.chain.forward(asImage(tf, tf.tensor3d(image, [3, height, width])));
        return this.encodings.map(({ layer, kind, guided }) => {
          const channel = guided ? asChannel(tf, given(guidance, layer)) : undefined;
          return encode(tf, kind, activations.get(layer)!, channel);
        });
      });
      const values = new Map<string, Values>();
      for (const [index, tensor] of tensors.entries()) {
        const { shape } = tensor;
        values.set(encodingName(this.encodings[index]!), { data: await take(tensor), shape });
      }
      return values;
    });
  }

  dispose(): Promise<void> {
    this.chain.dispose();
    return Promise.resolve();
  }
}

/** [3, H, W] as [1, H, W, 3]. */
function asImage(tf: TensorFlow, planar: Tensor3D): Tensor4D {
  return tf.expandDims(tf.transpose(planar, [1, 2, 0]), 0);
}

/** A guidance channel [h, w] as [1, h, w, 1]. */
function asChannel(tf: TensorFlow, { data, shape }: Values): Tensor4D {
  return tf.tensor4d(data, [1, shape[0]!, shape[1]!, 1]);
}

/** A tensor's values; the tensor itself is given back. */
async function take(tensor: Tensor): Promise<Float32Array> {
  try {
    return await tensor.data<'float32'>();
  } finally {
    tensor.dispose();
  }
}

function given<T>(inputs: ReadonlyMap<string, T>, name: string): T {
  const value = inputs.get(name);
  if (value === undefined) throw new Error(`"${name}" was not given all of its inputs`);
  return value;
}

/**
 * TensorFlow.js computes on the calling thread: between two computations the process must come to reading messages, or
 * nobody could pause or stop a run.
 */
async function attempt<T>(what: string, compute: () => T | Promise<T>): Promise<T> {
  await setImmediate();
  try {
    return await compute();
  } catch (thrown) {
    throw computationError(thrown, what);
  }
}
