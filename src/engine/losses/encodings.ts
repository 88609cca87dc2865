import type { SummedStatistic } from '../../recipe/schema/conventions';
import { activationsOf, type ChainOptions } from '../graph/chain';
import { input } from '../graph/operators/leaves';
import type { Program } from '../graph/program';
import type { Value } from '../graph/value';
import type { Network } from '../network/network';
import { styleLosses } from './style/style-losses';

/** What to compute of a target picture at a layer or a hypercolumn: its features [C, H, W], or a style loss's statistic. */
export interface Encoding {
  readonly layer: string;
  readonly kind: 'features' | SummedStatistic;
  /** Whether the statistic is of a region, whose guidance channel at the layer comes with the picture. */
  readonly guided?: boolean;
}

export const encodingName = ({ layer, kind }: Encoding) => `${layer} ${kind}`;

/** Names of an encoder's inputs. */
export const encoderInputs = { image: 'image', guidance: (layer: string) => `${layer} guidance` } as const;

/**
 * The program that computes targets from a picture `image` [1, 3, height, width] of any size, RGB 0..255. Layers with
 * guided encodings have an input for the guidance channel. Outputs are named by `encodingName`; their first dimension is
 * the batch.
 */
export function encoderProgram(
  network: Network,
  encodings: readonly Encoding[],
  options: ChainOptions,
): Program {
  const image = input(encoderInputs.image, [1, 3, 'height', 'width']);
  const wanted = new Set(encodings.map(({ layer }) => layer));
  const activations = activationsOf(network, image, wanted, options);
  const guidances = new Map<string, Value>();
  const guidanceOf = (layer: string, features: Value) => {
    let guidance = guidances.get(layer);
    if (!guidance) {
      guidance = input(encoderInputs.guidance(layer), features.shape.with(1, 1));
      guidances.set(layer, guidance);
    }
    return guidance;
  };
  const encode = ({ layer, kind, guided }: Encoding) => {
    const features = activations.get(layer)!;
    if (kind === 'features') return features;
    return styleLosses[kind].statistic(features, guided ? guidanceOf(layer, features) : undefined);
  };
  return {
    name: 'encoder',
    outputs: new Map(encodings.map((encoding) => [encodingName(encoding), encode(encoding)])),
  };
}
