import { File, ready } from 'h5wasm/node';

import type { Network } from '../../../../../src/engine/network/network';
import { convolutions } from '../../../../../src/engine/network/parameters';

/** Names of a layer's kernel and bias within its group, by the Keras that wrote the file. */
export const kerasLayouts = {
  2016: (layer: string) => [`${layer}_W_1:0`, `${layer}_b_1:0`],
  'TensorFlow 2': (layer: string) => [`${layer}/kernel:0`, `${layer}/bias:0`],
  'Keras 3': (layer: string) => [`${layer}/kernel`, `${layer}/bias`],
  'first versions': () => ['param_0', 'param_1'],
} as const;

export interface KerasFileOptions {
  readonly layout?: keyof typeof kerasLayouts;
  /** Put the layers below `model_weights`, beside an optimizer's state, as in a saved model. */
  readonly wholeModel?: boolean;
  /** Name the layers by their class, below `layers`, as Keras 3 does in `.weights.h5`. */
  readonly inOrder?: boolean;
  /** Add the classifier's dense layers. */
  readonly classifier?: boolean;
  /** Compress the kernels. */
  readonly compressed?: boolean;
  /** Layers, by their Keras names, that are left out or get another name. */
  readonly rename?: Readonly<Record<string, string | undefined>>;
  /** Kernels and biases of other shapes, [3, 3, in, out] and [out], by the Keras name. */
  readonly shapes?: Readonly<Record<string, { readonly kernel?: number[]; readonly bias?: number[] }>>;
  /** float64 in place of float32. */
  readonly double?: boolean;
}

/** Writes a network as Keras would. */
export async function writeKerasFile(
  path: string,
  network: Network,
  options: KerasFileOptions = {},
): Promise<void> {
  await ready;
  const names = kerasLayouts[options.layout ?? 2016];
  // h5py's default, which Keras does not change.
  const file = new File(path, 'w', { libver: ['earliest', 'latest'] });
  const above = options.wholeModel ? 'model_weights' : options.inOrder ? 'layers' : undefined;
  const top = above === undefined ? file : file.create_group(above);
  if (options.wholeModel) file.create_group('optimizer_weights');
  for (const [index, convolution] of convolutions(network.description).entries()) {
    const { name, inputChannels, outputChannels } = convolution;
    const layer = name.replace(/^conv(\d)_(\d)$/, 'block$1_conv$2');
    const counted = index === 0 ? 'conv2d' : `conv2d_${index}`;
    const own = options.inOrder ? counted : layer;
    const written = options.rename && layer in options.rename ? options.rename[layer] : own;
    if (written === undefined) continue;
    const [kernelName, biasName] = options.inOrder ? ['vars/0', 'vars/1'] : names(written);
    const group = top.create_group(written);
    group.create_attribute('weight_names', [kernelName!, biasName!]);
    if (kernelName!.includes('/')) group.create_group(kernelName!.split('/')[0]!);
    const { kernel, bias } = network.parameters.get(name)!;
    const shapes = options.shapes?.[layer] ?? {};
    write(
      kernelName!,
      toHwio(kernel, inputChannels, outputChannels),
      shapes.kernel ?? [3, 3, inputChannels, outputChannels],
    );
    write(biasName!, bias, shapes.bias ?? [outputChannels]);

    function write(dataset: string, values: Float32Array, shape: number[]): void {
      const length = shape.reduce((product, extent) => product * extent, 1);
      const resized = Float32Array.from({ length }, (_, index) => values[index % values.length]!);
      group.create_dataset({
        name: dataset,
        data: options.double ? Float64Array.from(resized) : resized,
        shape,
        ...(options.compressed && shape.length === 4 ? { chunks: shape, compression: 4 } : {}),
      });
    }
  }
  // Layers without weights have a group too.
  top.create_group('block1_pool').create_attribute('weight_names', []);
  if (options.classifier) {
    const dense = top.create_group('fc1');
    dense.create_dataset({ name: 'fc1_W_1:0', data: new Float32Array(6), shape: [2, 3] });
    dense.create_dataset({ name: 'fc1_b_1:0', data: new Float32Array(3), shape: [3] });
  }
  file.close();
}

/** [out, in, 3, 3] to [3, 3, in, out], written from the definition, independently of the importer. */
export function toHwio(oihw: Float32Array, inputs: number, outputs: number): Float32Array {
  const hwio = new Float32Array(oihw.length);
  for (let y = 0; y < 3; y++)
    for (let x = 0; x < 3; x++)
      for (let i = 0; i < inputs; i++)
        for (let o = 0; o < outputs; o++)
          hwio[((y * 3 + x) * inputs + i) * outputs + o] = oihw[((o * inputs + i) * 3 + y) * 3 + x]!;
  return hwio;
}
