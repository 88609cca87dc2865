import type { Network } from '../../src/engine/network/network';
import {
  referenceForward,
  referenceGram,
  referenceTotalVariation,
  sumOfSquaredDifferences,
  type FeatureMap64,
} from './reference';

/*
 * Two published recipes, each written out from its formula in float64. They share nothing with the engine: what a
 * recipe's file says, and how the engine turns it into numbers, is what they are to check.
 */

/** [3, height, width], RGB 0..255. */
export interface PlanarImage {
  readonly data: ArrayLike<number>;
  readonly width: number;
  readonly height: number;
}

/** Activations by name, of a picture with max pooling and zero padding. */
export type Activations = ReadonlyMap<string, FeatureMap64>;

export function activationsOf(network: Network, { data, width, height }: PlanarImage): Activations {
  return referenceForward(network, data, width, height, { pooling: 'max', padding: 'zero' });
}

export interface EvaluatedPictures {
  readonly content: Activations;
  readonly style: Activations;
  readonly image: Activations;
  readonly imagePixels: PlanarImage;
}

export interface RecipeLosses {
  readonly content: number;
  readonly style: number;
  readonly tv: number;
  readonly total: number;
  readonly layers: Readonly<Record<string, number>>;
}

const styleLayers = ['relu1_1', 'relu2_1', 'relu3_1', 'relu4_1', 'relu5_1'] as const;

/**
 * jcjohnson/neural-style: 5 · mean((F − F_c)²) at relu4_2; 100 · mean((G − G_s)²) with G = F·Fᵀ / (C·P) at relu1_1 to
 * relu5_1, P of each picture its own; 10⁻³ · ½Σ(dy² + dx²).
 */
export function neuralStyleLosses({ content, style, image, imagePixels }: EvaluatedPictures): RecipeLosses {
  const features = image.get('relu4_2')!;
  const contentLoss =
    (5 * sumOfSquaredDifferences(features.data, content.get('relu4_2')!.data)) / features.data.length;
  const gram = (map: FeatureMap64) =>
    referenceGram(map).map((value) => value / (map.channels * map.height * map.width));
  const styleLosses = styleLayers.map((layer) => {
    const found = gram(image.get(layer)!);
    return (100 * sumOfSquaredDifferences(found, gram(style.get(layer)!))) / found.length;
  });
  const { data, width, height } = imagePixels;
  const tv = 1e-3 * referenceTotalVariation(data, width, height, 'squared-half-sum');
  return summed('relu4_2', contentLoss, styleLosses, tv);
}

/**
 * Chollet, Deep Learning with Python, 8.3: 0.025 · Σ(F − F_c)² at block5_conv2; Σ(F·Fᵀ − F_s·F_sᵀ)² / (4·3²·(H·W)²),
 * H and W of the image, a fifth of it at each block's first convolution; 10⁻⁴ · Σ(dy² + dx²)^1.25.
 */
export function kerasLbfgsLosses({ content, style, image, imagePixels }: EvaluatedPictures): RecipeLosses {
  const contentLoss =
    0.025 * sumOfSquaredDifferences(image.get('relu5_2')!.data, content.get('relu5_2')!.data);
  const { data, width, height } = imagePixels;
  const styleLosses = styleLayers.map((layer) => {
    const difference = sumOfSquaredDifferences(
      referenceGram(image.get(layer)!),
      referenceGram(style.get(layer)!),
    );
    return difference / (4 * 3 ** 2 * (width * height) ** 2) / 5;
  });
  const tv = 1e-4 * referenceTotalVariation(data, width, height, 'power');
  return summed('relu5_2', contentLoss, styleLosses, tv);
}

function summed(
  contentLayer: string,
  content: number,
  styleLosses: readonly number[],
  tv: number,
): RecipeLosses {
  const style = styleLosses.reduce((a, b) => a + b);
  return {
    content,
    style,
    tv,
    total: content + style + tv,
    layers: {
      [`content ${contentLayer}`]: content,
      ...Object.fromEntries(styleLayers.map((layer, index) => [`style ${layer}`, styleLosses[index]!])),
    },
  };
}
