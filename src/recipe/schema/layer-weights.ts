import * as z from 'zod';

import { canonicalLayer, inOrder } from './layers';

/** Weights by the layers' canonical names. */
export type LayerWeights = Record<string, number>;

/**
 * How the style weight is shared out among layers, from the first to the last; the shares sum to 1. `256-64-16-4-1`
 * (crowsonkb/style-transfer-pytorch) makes each layer's weight a quarter of the one before, `geometric` half of it.
 */
export const layerSchemes = ['equal', 'geometric', '256-64-16-4-1'] as const;
export type LayerScheme = (typeof layerSchemes)[number];

const ratios: Readonly<Record<LayerScheme, number>> = { equal: 1, geometric: 1 / 2, '256-64-16-4-1': 1 / 4 };

/** The layers with a weight, whose sum a scheme distributes among them anew. */
export function shareOut(weights: LayerWeights, scheme: LayerScheme): LayerWeights {
  const counting = Object.keys(weights).filter((layer) => weights[layer]! > 0);
  const layers = counting.length > 0 ? counting : Object.keys(weights);
  const sum = layers.reduce((total, layer) => total + weights[layer]!, 0) || 1;
  const shares = schemeWeights(scheme, layers);
  return Object.fromEntries(Object.entries(shares).map(([layer, share]) => [layer, sum * share]));
}

/** A scheme's weights, which sum to 1. */
export function schemeWeights(scheme: LayerScheme, layers: readonly string[]): LayerWeights {
  const powers = layers.map((_, index) => ratios[scheme] ** index);
  const sum = powers.reduce((a, b) => a + b, 0);
  return Object.fromEntries(inOrder(layers).map((layer, index) => [layer, powers[index]! / sum]));
}

/** `{"relu1_1": 2, "relu2_1": 1}`, or `["relu1_1", "relu2_1"]` for equal weights that sum to 1. */
export const layerWeightsSchema = z
  .union([z.record(z.string().min(1), z.number().nonnegative()), z.array(z.string().min(1))], {
    error: 'give weights by layer, as in {"relu1_1": 1}, or a list of layers',
  })
  .transform((layers): LayerWeights => {
    if (Array.isArray(layers)) return schemeWeights('equal', [...new Set(layers.map(canonicalLayer))]);
    return Object.fromEntries(Object.entries(layers).map(([name, weight]) => [canonicalLayer(name), weight]));
  });

/** The same of a loss that has to look at something. */
export const someLayerWeightsSchema = layerWeightsSchema.refine(
  (weights) => Object.keys(weights).length > 0,
  'name at least one layer',
);
