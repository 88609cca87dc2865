import type { Network } from '../../../src/engine/network/network';
import {
  referenceForward,
  referenceGram,
  referenceTotalVariation,
  sumOfSquaredDifferences,
  type FeatureMap64,
} from './losses';

/*
 * Every recipe written out in float64 from the published formulas and listings, not from our files. They share nothing with
 * the engine, because they check both the recipe files and how the engine turns them into numbers.
 */

/** [3, height, width], RGB 0..255. */
export interface PlanarImage {
  readonly data: ArrayLike<number>;
  readonly width: number;
  readonly height: number;
}

export interface JudgedPictures {
  readonly content: PlanarImage;
  readonly styles: readonly PlanarImage[];
  readonly image: PlanarImage;
}

export interface RecipeLosses {
  readonly content: number;
  readonly style: number;
  readonly tv: number;
  readonly total: number;
  readonly layers: Readonly<Record<string, number>>;
}

const styleLayers = ['relu1_1', 'relu2_1', 'relu3_1', 'relu4_1', 'relu5_1'] as const;

/** How a program feeds pictures to the network. */
interface Feeding {
  /** Plain RGB / 255, whatever the network was trained with. */
  readonly unit?: boolean;
  readonly padding?: 'zero' | 'replicate';
}

/** Evaluates pictures with a network, in float64 and with max pooling. */
export class Judgement {
  readonly #activations = new Map<string, ReadonlyMap<string, FeatureMap64>>();

  constructor(
    private readonly network: Network,
    readonly pictures: JudgedPictures,
  ) {}

  features(
    picture: PlanarImage,
    layer: string,
    { unit = false, padding = 'zero' }: Feeding = {},
  ): FeatureMap64 {
    const all = [this.pictures.content, this.pictures.image, ...this.pictures.styles];
    const key = `${all.indexOf(picture)} ${String(unit)} ${padding}`;
    let activations = this.#activations.get(key);
    if (!activations) {
      const { description } = this.network;
      const asIs = { channelOrder: 'rgb' as const, mean: [0, 0, 0], deviation: [1, 1, 1] };
      const network = unit
        ? { ...this.network, description: { ...description, input: asIs as typeof description.input } }
        : this.network;
      const data = unit ? Array.from(picture.data, (value) => value / 255) : picture.data;
      const options = { pooling: 'max', padding } as const;
      activations = referenceForward(network, data, picture.width, picture.height, options);
      this.#activations.set(key, activations);
    }
    return activations.get(layer)!;
  }

  /** The number of channels for a layer in a formula: the teacher's in a distilled network. */
  channels(layer: string): number {
    const found = this.network.description.layers.find(({ name }) => name === layer);
    if (found?.kind !== 'relu') throw new Error(`there is no ${layer}`);
    return found.normalizationChannels;
  }

  /** Σ(F − F_c)² at a layer. */
  contentDifference(layer: string, feeding?: Feeding): number {
    const { content, image } = this.pictures;
    return sumOfSquaredDifferences(
      this.features(image, layer, feeding).data,
      this.features(content, layer, feeding).data,
    );
  }

  /** Σ(G − G_s)² at a layer, with each G = F·Fᵀ divided by the `divisor` of its own feature map. */
  styleDifference(
    layer: string,
    style: PlanarImage,
    divisor: (features: FeatureMap64) => number,
    feeding?: Feeding,
  ): number {
    const gram = (picture: PlanarImage) => {
      const features = this.features(picture, layer, feeding);
      return referenceGram(features).map((value) => value / divisor(features));
    };
    return sumOfSquaredDifferences(gram(this.pictures.image), gram(style));
  }

  totalVariation(kind: Parameters<typeof referenceTotalVariation>[3], unit = false): number {
    const { data, width, height } = this.pictures.image;
    const values = unit ? Array.from(data, (value) => value / 255) : data;
    return referenceTotalVariation(values, width, height, kind);
  }
}

const positions = ({ height, width }: FeatureMap64) => height * width;

/** The style losses of all layers for the only style picture. */
const ofLayers = (pictures: JudgedPictures, loss: (layer: string, style: PlanarImage) => number) =>
  Object.fromEntries(styleLayers.map((layer) => [`style ${layer}`, loss(layer, pictures.styles[0]!)]));

/**
 * jcjohnson/neural-style: 5 · mean((F − F_c)²) at relu4_2; 100 · mean((G − G_s)²) with G = F·Fᵀ / (C·P) at relu1_1 to
 * relu5_1, P of each picture its own; 10⁻³ · ½Σ(dy² + dx²).
 */
function neuralStyle(judged: Judgement): RecipeLosses {
  const { data } = judged.features(judged.pictures.content, 'relu4_2');
  return summed({
    'content relu4_2': (5 * judged.contentDifference('relu4_2')) / data.length,
    ...ofLayers(judged.pictures, (layer, style) => {
      const divisor = ({ data }: FeatureMap64) => data.length;
      return (100 * judged.styleDifference(layer, style, divisor)) / judged.channels(layer) ** 2;
    }),
    tv: 1e-3 * judged.totalVariation('squared-half-sum'),
  });
}

/**
 * Chollet, Deep Learning with Python, 8.3: 0.025 · Σ(F − F_c)² at block5_conv2; Σ(F·Fᵀ − F_s·F_sᵀ)² / (4·3²·(H·W)²),
 * H and W of the image, a fifth of it at each block's first convolution; 10⁻⁴ · Σ(dy² + dx²)^1.25.
 */
function kerasLbfgs(judged: Judgement): RecipeLosses {
  const { width, height } = judged.pictures.image;
  return summed({
    'content relu5_2': 0.025 * judged.contentDifference('relu5_2'),
    ...ofLayers(
      judged.pictures,
      (layer, style) =>
        judged.styleDifference(layer, style, () => 1) / (4 * 3 ** 2 * (width * height) ** 2) / 5,
    ),
    tv: 1e-4 * judged.totalVariation('power'),
  });
}

/** Gatys 2015, equations 1, 3 to 5 and 7: ½Σ(F − P)² + 10³ · Σ 1/5 · Σ(G − A)² / (4N²M²), M of each picture its own. */
function gatys2015(judged: Judgement): RecipeLosses {
  return summed({
    'content relu4_2': judged.contentDifference('relu4_2') / 2,
    ...ofLayers(judged.pictures, (layer, style) => {
      const channels = judged.channels(layer);
      return ((1e3 / 5) * judged.styleDifference(layer, style, positions)) / (4 * channels ** 2);
    }),
    tv: 0,
  });
}

/** `reduce_mean(square(F − F_c))` + Σ `reduce_mean(square(G − G_s))`, G = FᵀF / (height · width · channels). */
function gatysMeans(judged: Judgement): RecipeLosses {
  const { data } = judged.features(judged.pictures.content, 'relu4_2');
  return summed({
    'content relu4_2': judged.contentDifference('relu4_2') / data.length,
    ...ofLayers(judged.pictures, (layer, style) => {
      const divisor = ({ data }: FeatureMap64) => data.length;
      return judged.styleDifference(layer, style, divisor) / judged.channels(layer) ** 2;
    }),
    tv: 0,
  });
}

/**
 * The cookbook's listing, whose `2 * l2_loss` is a sum of squares: 0.5 · 5 · Σd²/size; 500 · 1/5 · Σd²/size with
 * G = FᵀF/size; 100 · 2 · (½Σdy²/N_x + ½Σdx²/N_y).
 */
function stylenet(judged: Judgement): RecipeLosses {
  const { data } = judged.features(judged.pictures.content, 'relu4_2');
  return summed({
    'content relu4_2': (0.5 * 5 * judged.contentDifference('relu4_2')) / data.length,
    ...ofLayers(judged.pictures, (layer, style) => {
      const divisor = ({ data }: FeatureMap64) => data.length;
      return ((500 / 5) * judged.styleDifference(layer, style, divisor)) / judged.channels(layer) ** 2;
    }),
    tv: 100 * judged.totalVariation('squared-mean-swapped'),
  });
}

/** The course's listing: 10 · Σd² / (4·H·W·C) at block5_conv4; 40 · 0.2 · Σd² / (4·C²·(H·W)²); RGB 0 to 1 as it is. */
function course(judged: Judgement): RecipeLosses {
  const feeding = { unit: true };
  const { data } = judged.features(judged.pictures.content, 'relu5_4', feeding);
  return summed({
    'content relu5_4': (10 * judged.contentDifference('relu5_4', feeding)) / (4 * data.length),
    ...ofLayers(judged.pictures, (layer, style) => {
      const channels = judged.channels(layer);
      const difference = judged.styleDifference(layer, style, positions, feeding);
      return (40 * 0.2 * difference) / (4 * channels ** 2);
    }),
    tv: 0,
  });
}

/**
 * The tutorial's losses: 10⁻⁴ · mean(d²) at block5_conv2; of each style picture mean((G − G_s)²) / 5 at five layers,
 * G = FᵀF / size; `tf.image.total_variation`, the sum of absolute differences; RGB 0 to 1 as it is.
 */
function tf2Tutorial(judged: Judgement): RecipeLosses {
  const feeding = { unit: true };
  const { styles, content } = judged.pictures;
  const { data } = judged.features(content, 'relu5_2', feeding);
  const losses = styles.flatMap((style, index) =>
    styleLayers.map((layer) => {
      const name = styles.length > 1 ? `style ${index + 1} ${layer}` : `style ${layer}`;
      const difference = judged.styleDifference(layer, style, ({ data }) => data.length, feeding);
      return [name, difference / judged.channels(layer) ** 2 / 5] as const;
    }),
  );
  return summed({
    'content relu5_2': (1e-4 * judged.contentDifference('relu5_2', feeding)) / data.length,
    ...Object.fromEntries(losses),
    tv: judged.totalVariation('absolute', true),
  });
}

/**
 * Ours: 600 · mean((F − F_c)²) at relu4_2; mean((G − G_s)²) with G = F·Fᵀ/P, times 64, 16, 4, 1 and 1 over 86;
 * 6000 · (Σdy²/N_y + Σdx²/N_x); the first convolution sees the border repeated.
 */
function studio(judged: Judgement): RecipeLosses {
  const feeding = { padding: 'replicate' } as const;
  const content = judged.features(judged.pictures.content, 'relu4_2', feeding);
  const shares = { relu1_1: 64, relu2_1: 16, relu3_1: 4, relu4_1: 1, relu5_1: 1 };
  return summed({
    'content relu4_2':
      (430 * judged.contentDifference('relu4_2', feeding)) /
      (judged.channels('relu4_2') * positions(content)),
    ...ofLayers(judged.pictures, (layer, style) => {
      const share = shares[layer as keyof typeof shares] / 86;
      const difference = judged.styleDifference(layer, style, positions, feeding);
      return (share * difference) / judged.channels(layer) ** 2;
    }),
    tv: 4300 * judged.totalVariation('squared-mean'),
  });
}

/** The reference evaluations, by the recipes' names. */
export const referenceRecipes: Readonly<Record<string, (judged: Judgement) => RecipeLosses>> = {
  studio,
  'neural-style': neuralStyle,
  'keras-lbfgs': kerasLbfgs,
  'gatys-2015': gatys2015,
  'gatys-means': gatysMeans,
  stylenet,
  course,
  'tf2-tutorial': tf2Tutorial,
};

function summed({ tv, ...layers }: Record<string, number> & { tv: number }): RecipeLosses {
  const sum = (group: string) =>
    Object.entries(layers).reduce(
      (total, [name, loss]) => (name.startsWith(group) ? total + loss : total),
      0,
    );
  const [content, style] = [sum('content'), sum('style')];
  return { content, style, tv, total: content + style + tv, layers };
}
