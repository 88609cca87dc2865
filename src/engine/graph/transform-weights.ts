import {
  transformPlaces,
  transformShapes,
  type TransformDescription,
  type TransformLayer,
  type TransformNetwork,
} from '../network/styles/transform-network';
import { input, parameter } from './operators/leaves';
import { reshape, slice } from './operators/shaping';
import type { Value } from './value';

/** What a layer of a transform network computes with. */
export interface LayerWeights {
  /** [out, in, k, k]; of a transposed convolution that of the convolution in its place, [4 · out, in, 2, 2]. */
  readonly kernel: Value;
  /** Of a layer that is not normalised, [out]. */
  readonly bias: Value | undefined;
  /** Of a layer that is normalised, [1, out, 1, 1]. */
  readonly gain: Value | undefined;
  readonly offset: Value | undefined;
}

export type WeightsOf = (layer: TransformLayer) => LayerWeights;

/** Those of a trained network. */
export function knownWeights({ description, parameters }: TransformNetwork): WeightsOf {
  return (layer) => {
    const { name, outputs, inputs, isNormalized } = layer;
    const { kernel, gain, offset } = parameters.get(name)!;
    const isTransposed = description.enlarging === 'transposed' && name.startsWith('up');
    const perChannel = (kind: string, data: Float32Array) =>
      parameter(`${name} ${kind}`, data, [1, outputs, 1, 1]);
    return {
      kernel: isTransposed
        ? parameter(`${name} kernel`, subpixelKernel(kernel, layer), [4 * outputs, inputs, 2, 2])
        : parameter(`${name} kernel`, kernel, transformShapes(layer).kernel),
      bias: isNormalized ? undefined : parameter(`${name} bias`, offset, [outputs]),
      gain: isNormalized ? perChannel('gain', gain!) : undefined,
      offset: isNormalized ? perChannel('offset', offset) : undefined,
    };
  };
}

/** Those of a network in training: parts of one vector, an input of the program. */
export interface GivenWeights {
  readonly weightsOf: WeightsOf;
  /** Every parameter, in the order of the vector: what a loss is differentiated with respect to. */
  readonly parameters: readonly Value[];
}

/**
 * @param name of the input, [number of parameters]
 * @param description of a network without transposed convolutions
 */
export function givenWeights(name: string, description: TransformDescription): GivenWeights {
  const places = transformPlaces(description);
  const all = input(name, [places.at(-1)!.to]);
  const values = new Map<string, Value>();
  for (const { layer, kind, shape, from, to } of places) {
    const isPerChannel = layer.isNormalized && kind !== 'kernel';
    const part = slice(all, 0, from, to);
    values.set(`${layer.name} ${kind}`, reshape(part, isPerChannel ? [1, layer.outputs, 1, 1] : shape));
  }
  return {
    weightsOf: ({ name: layer, isNormalized }) => {
      const offset = values.get(`${layer} offset`);
      return {
        kernel: values.get(`${layer} kernel`)!,
        bias: isNormalized ? undefined : offset,
        gain: values.get(`${layer} gain`),
        offset: isNormalized ? offset : undefined,
      };
    },
    parameters: [...values.values()],
  };
}

/**
 * A transposed convolution with a 3×3 kernel and stride 2 as one that computes the four pixels of each place: from the
 * place itself and the one before it. [out · 4, in, 2, 2]
 */
function subpixelKernel(kernel: Float32Array, { inputs, outputs }: TransformLayer): Float32Array {
  // The tap that reaches an even or odd pixel from the place before, and from its own place.
  const taps = [
    [2, 0],
    [undefined, 1],
  ] as const;
  const result = new Float32Array(outputs * 4 * inputs * 4);
  for (let o = 0; o < outputs; o++) {
    for (const [row, rows] of taps.entries()) {
      for (const [column, columns] of taps.entries()) {
        for (let i = 0; i < inputs; i++) {
          const to = (((o * 2 + row) * 2 + column) * inputs + i) * 4;
          for (const [y, tapY] of rows.entries()) {
            for (const [x, tapX] of columns.entries()) {
              if (tapY === undefined || tapX === undefined) continue;
              result[to + 2 * y + x] = kernel[(o * inputs + i) * 9 + 3 * tapY + tapX]!;
            }
          }
        }
      }
    }
  }
  return result;
}
