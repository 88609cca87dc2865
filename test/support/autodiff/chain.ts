import type { ChainOptions } from '../../../src/engine/graph/chain';
import type { Network } from '../../../src/engine/network/network';
import { kernelShape } from '../../../src/engine/network/parameters';
import type { Tensor, Tensor4D, TensorFlow } from '../../../src/engine/runtime/tfjs/tensorflow';
import { pool } from './pooling';

interface Parameters {
  /** [k, k, input channels, output channels] */
  readonly kernel: Tensor4D;
  readonly bias: Tensor;
}

/** A network's layers up to the last wanted one. Its parameters stay on the device until it is disposed of. */
export class Chain {
  private readonly parameters = new Map<string, Parameters>();
  private readonly layers: Network['description']['layers'];

  constructor(
    private readonly tf: TensorFlow,
    private readonly network: Network,
    taps: ReadonlySet<string>,
    private readonly options: ChainOptions,
  ) {
    const { layers } = network.description;
    this.layers = layers.slice(0, layers.findLastIndex(({ name }) => taps.has(name)) + 1);
    for (const layer of this.layers) {
      if (layer.kind !== 'convolution') continue;
      const { kernel, bias } = network.parameters.get(layer.name)!;
      this.parameters.set(layer.name, {
        kernel: tf.tidy(() => tf.transpose(tf.tensor4d(kernel, kernelShape(layer)), [2, 3, 1, 0])),
        bias: tf.tensor1d(bias),
      });
    }
  }

  /**
   * @param image [1, H, W, 3], RGB 0..255
   * @returns rectified activations [1, H, W, C] by the layer's name
   */
  forward(image: Tensor4D): ReadonlyMap<string, Tensor4D> {
    const { tf, options } = this;
    const { mean, deviation, channelOrder } = this.network.description.input;
    const activations = new Map<string, Tensor4D>();
    const normalized = tf.div<Tensor4D>(tf.sub(image, tf.tensor1d(mean)), tf.tensor1d(deviation));
    let x = channelOrder === 'bgr' ? tf.reverse(normalized, 3) : normalized;
    for (const [index, layer] of this.layers.entries()) {
      switch (layer.kind) {
        case 'convolution': {
          const { kernel, bias } = this.parameters.get(layer.name)!;
          const replicate = options.padding === 'replicate' && index === 0;
          const convolved = replicate
            ? tf.conv2d(withBorder(tf, x), kernel, 1, 'valid')
            : tf.conv2d(x, kernel, 1, 'same');
          x = tf.add(convolved, bias);
          break;
        }
        case 'relu':
          x = tf.relu(x);
          activations.set(layer.name, x);
          break;
        case 'pooling':
          x = pool(tf, x, options.pooling);
          break;
      }
    }
    return activations;
  }

  dispose(): void {
    for (const { kernel, bias } of this.parameters.values()) this.tf.dispose([kernel, bias]);
  }
}

/** Replicates the border by one with differentiable operators: `mirrorPad` has no gradient. */
function withBorder(tf: TensorFlow, x: Tensor4D): Tensor4D {
  const [, height, width] = x.shape;
  const rows = tf.concat([tf.slice(x, [0, 0], [1, 1]), x, tf.slice(x, [0, height - 1], [1, 1])], 1);
  const left = tf.slice(rows, [0, 0, 0], [1, height + 2, 1]);
  const right = tf.slice(rows, [0, 0, width - 1], [1, height + 2, 1]);
  return tf.concat([left, rows, right], 2);
}
