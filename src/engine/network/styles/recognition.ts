import * as l10n from '../../../channel/l10n';
import { badStyle } from './bad-style';
import {
  blockLayers,
  transformLayers,
  transformNetworkOf,
  transformShapes,
  type TransformDescription,
  type TransformLayer,
  type TransformNetwork,
} from './transform-network';

/** A tensor of another program's file. */
export interface StyleTensor {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly read: () => Promise<Float32Array>;
}

export type StyleTensors = ReadonlyMap<string, StyleTensor>;

/** What there is to know of a file of one convention. */
interface Convention {
  /** In words. */
  readonly title: string;
  readonly description: Omit<TransformDescription, 'widths' | 'blocks'>;
  /** The number of residual blocks; undefined where the names are others. */
  readonly blocks: (tensors: StyleTensors) => number | undefined;
  /** The names of a layer's tensors. */
  readonly names: (layer: string, blocks: number) => { kernel: string; gain: string; offset: string };
  /** Whether kernels are [k, k, in, out], and those of transposed convolutions [k, k, out, in]. */
  readonly isChannelsLast: boolean;
  /** Tensors that have no effect. */
  readonly idle: RegExp;
}

export interface RecognizedStyle {
  readonly network: TransformNetwork;
  readonly convention: string;
}

const conventions: readonly Convention[] = [
  {
    title: 'PyTorch’s example fast_neural_style',
    description: { border: 'reflect', enlarging: 'nearest', output: 'plain', epsilon: 1e-5 },
    blocks: (tensors) => {
      if (!tensors.has('deconv3.conv2d.weight')) return undefined;
      return [...tensors.keys()].filter((name) => /^res\d+\.conv1\.conv2d\.weight$/.test(name)).length;
    },
    names: (layer) => {
      const [, block, half] = /^block(\d+)\.(.+)$/.exec(layer) ?? [];
      const index = half === 'first' ? 1 : 2;
      const [convolution, normalization] =
        block === undefined ? pytorchNames[layer]! : [`res${block}.conv${index}`, `res${block}.in${index}`];
      return {
        kernel: `${convolution}.conv2d.weight`,
        gain: `${normalization}.weight`,
        offset: layer === 'last' ? `${convolution}.conv2d.bias` : `${normalization}.bias`,
      };
    },
    isChannelsLast: false,
    // A normalisation takes away what a bias before it adds. Before PyTorch 0.4, statistics of the training were kept.
    idle: /\.conv2d\.bias$|\.running_(?:mean|var)$|\.num_batches_tracked$/,
  },
  {
    title: 'the variables of lengstrom/fast-style-transfer, as deeplearn.js has them',
    description: { border: 'zero', enlarging: 'transposed', output: 'tanh', epsilon: 1e-3 },
    blocks: (tensors) => {
      if (!tensors.has('Variable') || !tensors.has('Variable_1')) return undefined;
      return (tensors.size - 3 * 6) / 6;
    },
    names: (layer, blocks) => {
      const all = ['first', 'down1', 'down2'];
      for (let block = 1; block <= blocks; block++) all.push(...blockLayers(block));
      const from = 3 * [...all, 'up1', 'up2', 'last'].indexOf(layer);
      const variable = (index: number) => (index === 0 ? 'Variable' : `Variable_${index}`);
      return { kernel: variable(from), offset: variable(from + 1), gain: variable(from + 2) };
    },
    isChannelsLast: true,
    idle: /^$/,
  },
];

const pytorchNames: Readonly<Record<string, readonly [convolution: string, normalization: string]>> = {
  first: ['conv1', 'in1'],
  down1: ['conv2', 'in2'],
  down2: ['conv3', 'in3'],
  up1: ['deconv1', 'in4'],
  up2: ['deconv2', 'in5'],
  last: ['deconv3', ''],
};

/** Larger ones are no transform networks. */
const mostBlocks = 32;

/**
 * The network in a file of another program.
 *
 * @throws StylizeError 'bad-weights' when it is another network, or a value is not finite
 */
export async function recognizeStyle(path: string, found: StyleTensors): Promise<RecognizedStyle> {
  const tensors = withoutPlace(found);
  for (const convention of conventions) {
    const blocks = convention.blocks(tensors);
    if (blocks === undefined) continue;
    if (!Number.isInteger(blocks) || blocks < 0 || blocks > mostBlocks)
      throw badStyle(path, l10n.t`it has another number of layers than such networks have`);
    return { network: await networkOf(path, tensors, convention, blocks), convention: convention.title };
  }
  throw badStyle(path, l10n.t`its tensors are not those of a fast style that Stylize knows`);
}

async function networkOf(
  path: string,
  tensors: StyleTensors,
  convention: Convention,
  blocks: number,
): Promise<TransformNetwork> {
  const kernelOf = (layer: string) => tensors.get(convention.names(layer, blocks).kernel);
  const outputsOf = (layer: string) => kernelOf(layer)?.shape[convention.isChannelsLast ? 3 : 0] ?? 0;
  const widths = [outputsOf('first'), outputsOf('down1'), outputsOf('down2')] as const;
  if (widths.some((width) => width < 1 || width > 1024))
    throw badStyle(path, l10n.t`its first layers are missing`);
  const description: TransformDescription = { ...convention.description, widths: [...widths], blocks };

  const used = new Set<string>();
  const read = new Map<string, { readonly shape: readonly number[]; readonly data: Float32Array }>();
  for (const layer of transformLayers(description)) {
    const names = convention.names(layer.name, blocks);
    for (const [kind, shape] of Object.entries(transformShapes(layer))) {
      const name = names[kind as keyof typeof names];
      const tensor = tensors.get(name);
      if (!tensor) throw badStyle(path, l10n.t`${name} is missing`);
      used.add(name);
      const isTurned = kind === 'kernel' && convention.isChannelsLast;
      const isTransposed =
        isTurned && convention.description.enlarging === 'transposed' && layer.name.startsWith('up');
      const stored = isTurned ? turnedShape(layer, isTransposed) : shape;
      if (tensor.shape.join() !== stored.join())
        throw badStyle(path, l10n.t`${name} is ${tensor.shape.join('×')}, not ${stored.join('×')}`);
      const data = await tensor.read();
      read.set(`${layer.name}.${kind}`, { shape, data: isTurned ? turned(data, layer, isTransposed) : data });
    }
  }
  const others = [...tensors.keys()].filter((name) => !used.has(name) && !convention.idle.test(name));
  if (others.length > 0)
    throw badStyle(path, l10n.t`${others[0]!.slice(0, 60)} belongs to no layer of a fast style`);
  return transformNetworkOf(path, description, read);
}

const turnedShape = ({ kernelSize, inputs, outputs }: TransformLayer, isTransposed: boolean): number[] =>
  isTransposed ? [kernelSize, kernelSize, outputs, inputs] : [kernelSize, kernelSize, inputs, outputs];

/** A kernel with its channels last, as [out, in, k, k]. */
function turned(data: Float32Array, layer: TransformLayer, isTransposed: boolean): Float32Array {
  const { kernelSize, inputs, outputs } = layer;
  const taps = kernelSize ** 2;
  const result = new Float32Array(data.length);
  for (let tap = 0; tap < taps; tap++) {
    for (let i = 0; i < inputs; i++) {
      for (let o = 0; o < outputs; o++) {
        const from = tap * inputs * outputs + (isTransposed ? o * inputs + i : i * outputs + o);
        result[(o * inputs + i) * taps + tap] = data[from]!;
      }
    }
  }
  return result;
}

/** The tensors without what all their names begin with: the key of a checkpoint, or the wrapper for several devices. */
function withoutPlace(tensors: StyleTensors): StyleTensors {
  const first = [...tensors.keys()].find(
    (name) => /(?:^|\.)conv1\.conv2d\.weight$/.test(name) && !/res\d/.test(name),
  );
  const place = first?.slice(0, -'conv1.conv2d.weight'.length) ?? '';
  if (place === '') return tensors;
  return new Map(
    [...tensors].flatMap(([name, tensor]) =>
      name.startsWith(place) ? [[name.slice(place.length), tensor]] : [],
    ),
  );
}
