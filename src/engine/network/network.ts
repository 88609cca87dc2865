import * as z from 'zod';

import { vggBlocks } from '../../recipe/schema/layers';

const convolution = z.strictObject({
  kind: z.literal('convolution'),
  /** For example `conv4_2`. Its bias and kernel are the network's parameters of that name. */
  name: z.string(),
  /** Side of the kernel. A small network may factor a 3×3 convolution into 1×1, 3×3 and 1×1 without rectifiers in between. */
  kernelSize: z.literal([1, 3]).default(3),
  inputChannels: z.int().positive(),
  outputChannels: z.int().positive(),
});

const relu = z.strictObject({
  kind: z.literal('relu'),
  /** The name by which losses refer to the activation, for example `relu4_2`. */
  name: z.string(),
  channels: z.int().positive(),
  /**
   * The channel count that losses divide by. In a distilled network it is that of the wider teacher whose features it
   * imitates, so that a loss weight means the same on both.
   */
  normalizationChannels: z.int().positive(),
});

/** 2×2 with stride 2; an odd last row or column is dropped. The recipe chooses the kind. */
const pooling = z.strictObject({ kind: z.literal('pooling'), name: z.string() });

const layerSchema = z.discriminatedUnion('kind', [convolution, relu, pooling]);

/** A chain network as data, without its parameters: the input it expects, and its layers. */
export const networkDescriptionSchema = z.strictObject({
  name: z.string().min(1),
  title: z.string(),
  license: z.string().optional(),
  input: z.strictObject({
    channelOrder: z.enum(['rgb', 'bgr']),
    /** Subtracted from the picture's R, G and B, which are 0..255. */
    mean: z.tuple([z.number(), z.number(), z.number()]),
    /** Then R, G and B are divided by this. Older files leave it out. */
    deviation: z
      .tuple([z.number().positive(), z.number().positive(), z.number().positive()])
      .default([1, 1, 1]),
  }),
  layers: z.array(layerSchema).min(1),
});

export type NetworkDescription = z.infer<typeof networkDescriptionSchema>;
export type Layer = z.infer<typeof layerSchema>;
export type Convolution = z.infer<typeof convolution>;
export type Relu = z.infer<typeof relu>;

export interface ConvolutionParameters {
  /** [output channels, input channels, kernel size, kernel size], for a cross-correlation, as in every framework. */
  readonly kernel: Float32Array;
  /** [output channels] */
  readonly bias: Float32Array;
}

export interface Network {
  readonly description: NetworkDescription;
  /** By the convolution's name. */
  readonly parameters: ReadonlyMap<string, ConvolutionParameters>;
}

/** ImageNet's mean colour as R, G, B in 0..255, as in the Caffe and Keras VGG models. */
export const imageNetMean: readonly [number, number, number] = [123.68, 116.779, 103.939];

/**
 * Layers of a VGG-shaped network (Simonyan & Zisserman 2014, configuration E).
 *
 * @param widths channels of each of the five blocks
 * @param teacherWidths channel counts for the normalisation of losses: the teacher's in a distilled network
 * @param last name of the last convolution, for example `conv5_1`
 */
export function vggLayers(
  widths: readonly number[],
  teacherWidths: readonly number[] = widths,
  last = 'conv5_4',
): Layer[] {
  const layers: Layer[] = [];
  let inputChannels = 3;
  for (const [index, width] of widths.entries()) {
    const block = index + 1;
    if (block > 1) layers.push({ kind: 'pooling', name: `pool${block - 1}` });
    for (let i = 1; i <= vggBlocks[index]!; i++) {
      layers.push({
        kind: 'convolution',
        name: `conv${block}_${i}`,
        kernelSize: 3,
        inputChannels,
        outputChannels: width,
      });
      layers.push({
        kind: 'relu',
        name: `relu${block}_${i}`,
        channels: width,
        normalizationChannels: teacherWidths[index]!,
      });
      inputChannels = width;
      if (`conv${block}_${i}` === last) return layers;
    }
  }
  return layers;
}

/** VGG-19 without its classifier, in the convention of its Keras and Caffe weights: BGR minus ImageNet's mean. */
export const vgg19: NetworkDescription = {
  name: 'vgg19',
  title: 'VGG-19',
  license: 'CC BY 4.0, Visual Geometry Group, University of Oxford',
  input: { channelOrder: 'bgr', mean: [...imageNetMean], deviation: [1, 1, 1] },
  layers: vggLayers([64, 128, 256, 512, 512]),
};

/** The names of the activations that losses may use. */
export function tapNames(description: NetworkDescription): string[] {
  return description.layers.filter((layer) => layer.kind === 'relu').map((layer) => layer.name);
}
