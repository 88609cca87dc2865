import * as z from 'zod';

import { layerSchema } from './layers';

/** A weight of each layer, by the layer's name. */
const layerWeights = z
  .record(z.string(), z.number().nonnegative())
  .transform((weights, context) => {
    const canonical: Record<string, number> = {};
    for (const [name, weight] of Object.entries(weights)) {
      const layer = layerSchema.safeParse(name);
      if (layer.success) canonical[layer.data] = weight;
      else context.addIssue({ code: 'custom', message: layer.error.issues[0]!.message });
    }
    return canonical;
  })
  .refine((weights) => Object.keys(weights).length > 0, 'name at least one layer');

const weight = z.number().nonnegative();

/**
 * How a sum of squared feature differences `Σ(F − F_c)²` becomes the content loss. N is the number of elements of
 * the feature map.
 */
export const contentReductions = ['sum', 'half-sum', 'mean'] as const;

/**
 * What the Gram matrix F·Fᵀ is divided by. P is the number of positions of the feature map, C of its channels, both
 * of the picture that the matrix is taken from; `image-positions` is the pixel count of the result, whatever the
 * layer (Chollet's formula).
 */
export const gramNormalizations = ['none', 'positions', 'positions-channels', 'image-positions'] as const;

/**
 * How squared differences of Gram matrices become a layer's style loss: their sum, their mean over C² elements, a
 * quarter of that mean (Gatys 2015, equation 4, when the Gram matrix is divided by positions), or their sum over
 * 4·3² (Chollet).
 */
export const styleReductions = ['sum', 'mean', 'quarter-mean', 'chollet'] as const;

/**
 * Total variation, from vertical and horizontal neighbour differences dy, dx:
 *
 * - `squared-mean`: Σdy²/N_y + Σdx²/N_x, independent of the picture's size
 * - `squared-mean-swapped`: Σdy²/N_x + Σdx²/N_y (StyleNet)
 * - `squared-sum`: Σdy² + Σdx²
 * - `squared-half-sum`: ½Σ(dy² + dx²) over the (H−1)×(W−1) grid (neural-style)
 * - `power`: Σ(dy² + dx²)^1.25 over the (H−1)×(W−1) grid (Chollet)
 * - `absolute`: Σ|dy| + Σ|dx|
 */
export const totalVariationKinds = [
  'squared-mean',
  'squared-mean-swapped',
  'squared-sum',
  'squared-half-sum',
  'power',
  'absolute',
] as const;

export const poolings = ['max', 'average', 'l2'] as const;
/** Whose colours the result has: the style's, as the losses paint them, or the content's under the result's luminance. */
export const colorSources = ['style', 'content'] as const;

export const paddings = ['zero', 'replicate'] as const;
export const initialImages = ['content', 'noise', 'content-noise', 'style', 'gray', 'file'] as const;

const adam = z.strictObject({
  kind: z.literal('adam'),
  learningRate: z.number().positive(),
  beta1: z.number().min(0).lt(1).default(0.9),
  beta2: z.number().min(0).lt(1).default(0.999),
  epsilon: z.number().positive().default(1e-8),
});

const lbfgs = z.strictObject({
  kind: z.literal('lbfgs'),
  /** How many pairs (s, y) are kept. */
  history: z.int().min(1).max(500).default(10),
  /** `none`: fixed step, one evaluation a step. */
  lineSearch: z.enum(['none', 'strong-wolfe']).default('strong-wolfe'),
  /** Step length of the fixed-step variant. */
  learningRate: z.number().positive().default(1),
  /** Forget the history after so many evaluations, as a loop of SciPy calls with `maxfun` does. 0: never. */
  restartEvery: z.int().nonnegative().default(0),
});

const scales = z.strictObject({
  /** Longest side of the first scale, in pixels. */
  from: z.int().min(16).max(16384),
  /** Ratio of one scale's side to the one before. */
  factor: z.number().min(1.05).max(8).default(Math.SQRT2),
  /** A scale's share of the iterations, relative to the scale before: below 1 the small scales get most. */
  decay: z.number().positive().max(4).default(1),
});

/**
 * Everything that decides a result, apart from the pictures and the device. An iteration is one evaluation of the
 * loss and its gradient.
 */
export const recipeSchema = z.strictObject({
  name: z.string().min(1),
  title: z.string().min(1),
  description: z.string(),
  /** Where the formula was published. */
  source: z.string().optional(),

  network: z.string().min(1),
  pooling: z.enum(poolings).default('max'),
  /** Border of the first convolution; every other one pads with zeros. */
  padding: z.enum(paddings).default('zero'),

  /** Pixels of the side that `measure` names, or `native`: the content picture's own size. */
  size: z.union([z.int().min(16).max(16384), z.literal('native')]),
  measure: z.enum(['longest', 'height']).default('longest'),

  content: z.strictObject({
    weight,
    layers: layerWeights,
    reduction: z.enum(contentReductions),
  }),
  style: z.strictObject({
    weight,
    layers: layerWeights,
    gram: z.enum(gramNormalizations),
    reduction: z.enum(styleReductions),
    /** Size of the style picture relative to the result: larger means larger brush strokes. */
    scale: z.number().min(0.1).max(10).default(1),
    /** `aspect`: keep the style picture's proportions; `exact`: stretch it to the result's height and width. */
    resize: z.enum(['aspect', 'exact']).default('aspect'),
  }),
  totalVariation: z.strictObject({
    weight,
    kind: z.enum(totalVariationKinds),
  }),

  optimizer: z.discriminatedUnion('kind', [adam, lbfgs]),
  iterations: z.int().min(1).max(1_000_000),
  /** Several sizes, small to large; without it all iterations run at the final size. */
  scales: scales.optional(),

  initial: z.strictObject({
    image: z.enum(initialImages),
    /** Picture to start from, with `image: file`. */
    file: z.string().optional(),
    /** `content-noise`: the noise's share, 0 to 1. */
    noise: z.number().min(0).max(1).default(0.5),
    /** Standard deviation of the noise around the network's mean colour, in 0..255. */
    deviation: z.number().nonnegative().max(255).default(50),
  }),
  colors: z.enum(colorSources).default('style'),
  seed: z.int().min(0).max(0xffffffff).default(0),

  /** Clamp the picture to 0..255 after each step. Not with L-BFGS, whose curvature pairs it would falsify. */
  clamp: z.boolean().default(false),
  /** Decay of the averaged iterate (bias-corrected); 0 keeps the last iterate. */
  averaging: z.number().min(0).lt(1).default(0),
});

export type Recipe = z.infer<typeof recipeSchema>;
export type RecipeInput = z.input<typeof recipeSchema>;
export type OptimizerSettings = Recipe['optimizer'];
export type Pooling = Recipe['pooling'];
export type Padding = Recipe['padding'];
export type TotalVariationKind = (typeof totalVariationKinds)[number];

/** The settings of a recipe that a person may change while it runs; the next step uses them. */
export const liveSettingsSchema = z.strictObject({
  contentWeight: weight.optional(),
  styleWeight: weight.optional(),
  totalVariationWeight: weight.optional(),
  /** One weight a style picture, in the order of the run's styles. */
  styleMix: z.array(weight).optional(),
});

export type LiveSettings = z.infer<typeof liveSettingsSchema>;
