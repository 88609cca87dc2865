import * as z from 'zod';

import * as l10n from '../../../channel/l10n';
import { describeShape, sameShape } from '../parameters';
import { badStyle } from './bad-style';

/*
 * The networks that are trained to paint in one style: Johnson, Alahi, Fei-Fei 2016, Perceptual Losses for Real-Time Style
 * Transfer, with the instance normalisation of Ulyanov et al. 2016. A picture is shrunk twice, goes through residual
 * blocks, and is enlarged twice.
 */

const count = z.int().positive().max(1024);

export const transformDescriptionSchema = z.strictObject({
  /** Channels at full, half and quarter size. */
  widths: z.tuple([count, count, count]),
  /** Residual blocks. */
  blocks: z.int().min(0).max(32),
  /** What a convolution sees beyond the border: the picture mirrored, or zeros, with what is odd at the end. */
  border: z.enum(['reflect', 'zero']),
  /** How it enlarges: each value repeated and then convolved, or by a transposed convolution. */
  enlarging: z.enum(['nearest', 'transposed']),
  /** What makes colours, 0..255, of the last layer: nothing, or 150 tanh x + 127.5 of its normalised values. */
  output: z.enum(['plain', 'tanh']),
  /** Whether the picture itself, its colours mixed, is added to what the last layer gives. */
  addsPicture: z.literal(true).optional(),
  /** Added to variances. */
  epsilon: z.number().positive(),
});
export type TransformDescription = z.infer<typeof transformDescriptionSchema>;

/** A convolution, with the instance normalisation that follows it. */
export interface TransformLayer {
  readonly name: string;
  readonly kernelSize: 1 | 3 | 9;
  readonly inputs: number;
  readonly outputs: number;
  /** Otherwise it has a bias. A bias before a normalisation would have no effect. */
  readonly isNormalized: boolean;
}

/** Of a layer. Kernel [out, in, k, k] for a cross-correlation, of a transposed convolution too; the others [out]. */
export interface TransformParameters {
  readonly kernel: Float32Array;
  /** The factor of the normalised values; of a layer that is not normalised there is none. */
  readonly gain: Float32Array | undefined;
  /** What is added to the normalised values, or the bias. */
  readonly offset: Float32Array;
}

export interface TransformNetwork {
  readonly description: TransformDescription;
  /** By the layer's name. */
  readonly parameters: ReadonlyMap<string, TransformParameters>;
}

/** The sides of a picture that it paints are multiples of this. */
export const transformStride = 4;

/** Every layer, in the order in which a picture goes through them. */
export function transformLayers({
  widths,
  blocks,
  output,
  addsPicture,
}: TransformDescription): TransformLayer[] {
  const [full, half, quarter] = widths;
  const layer = (name: string, kernelSize: 1 | 3 | 9, inputs: number, outputs: number): TransformLayer => ({
    name,
    kernelSize,
    inputs,
    outputs,
    isNormalized: name !== 'mix' && (name !== 'last' || output === 'tanh'),
  });
  const residual = Array.from({ length: blocks }, (_, i) => blockLayers(i + 1)).flat();
  return [
    layer('first', 9, 3, full),
    layer('down1', 3, full, half),
    layer('down2', 3, half, quarter),
    ...residual.map((name) => layer(name, 3, quarter, quarter)),
    layer('up1', 3, quarter, half),
    layer('up2', 3, half, full),
    layer('last', 9, full, 3),
    ...(addsPicture ? [layer('mix', 1, 3, 3)] : []),
  ];
}

/** The two layers of a residual block, counted from 1. */
export const blockLayers = (block: number): [string, string] => [
  `block${block}.first`,
  `block${block}.second`,
];

/** How far around a pixel it looks, in pixels; more where it has more blocks. */
export const transformReach = ({ blocks }: TransformDescription): number => {
  const [ends, atHalf, atQuarter] = [2 * 4 + 2, 2 * 2, 2 * blocks];
  // Each place at quarter size stands for a square of pixels.
  return ends + atHalf + transformStride * atQuarter + transformStride;
};

/** The tensors of a layer's parameters, by kind. */
export function transformShapes({ kernelSize, inputs, outputs, isNormalized }: TransformLayer) {
  return {
    kernel: [outputs, inputs, kernelSize, kernelSize],
    ...(isNormalized && { gain: [outputs] }),
    offset: [outputs],
  } satisfies Record<string, number[]>;
}

/**
 * A network in training takes and gives colours from about −2 to 2, so that a step of Adam moves them about as far as
 * other values: how many of 0..255 are one of these, and which colour is 0.
 */
export const colorScale = 64;
export const middleGray = 255 / 2;

/** A parameter's place among all of a network's, one after the other. */
export interface TransformPlace {
  readonly layer: TransformLayer;
  readonly kind: keyof TransformParameters;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

export function transformPlaces(description: TransformDescription): TransformPlace[] {
  let from = 0;
  return transformLayers(description).flatMap((layer) =>
    Object.entries(transformShapes(layer)).map(([kind, shape]) => {
      const to = from + shape.reduce((product, side) => product * side, 1);
      const place = { layer, kind: kind as keyof TransformParameters, shape, from, to };
      from = to;
      return place;
    }),
  );
}

/**
 * The network of a description, from tensors called `first.kernel`.
 *
 * @throws StylizeError 'bad-weights' when they are others
 */
export function transformNetworkOf(
  path: string,
  description: TransformDescription,
  tensors: ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: Float32Array }>,
): TransformNetwork {
  const parameters = new Map<string, TransformParameters>();
  let known = 0;
  for (const layer of transformLayers(description)) {
    const found: Partial<Record<string, Float32Array>> = {};
    for (const [kind, shape] of Object.entries(transformShapes(layer))) {
      const name = `${layer.name}.${kind}`;
      const tensor = tensors.get(name);
      if (!tensor) throw badStyle(path, l10n.t`${name} is missing`);
      if (!sameShape(tensor.shape, shape))
        throw badStyle(path, l10n.t`${name} is ${describeShape(tensor.shape)}, not ${describeShape(shape)}`);
      if (!tensor.data.every(Number.isFinite))
        throw badStyle(path, l10n.t`${name} has values that are not numbers`);
      found[kind] = tensor.data;
      known++;
    }
    const { kernel, gain, offset } = found;
    parameters.set(layer.name, { kernel: kernel!, gain, offset: offset! });
  }
  if (tensors.size > known) throw badStyle(path, l10n.t`it has tensors that belong to no layer`);
  return { description, parameters };
}
