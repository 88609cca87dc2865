import type { Recipe } from '../../protocol/recipe';
import type { PictureSource } from '../imaging/decode';
import type { Size } from '../imaging/picture';
import { fitSize } from '../imaging/size';
import { encodingName, type Encoding, type StyleTerm } from '../losses/objective-graph';
import type { Network } from '../network/network';
import type { Backend, Encoder, Objective, Values } from '../runtime/backend';
import { featureTerms, gramNormalization, minimumSide, type WeightedTerm } from './terms';
import { fedNetwork } from './units';

export interface TargetPictures {
  readonly content: { readonly picture: PictureSource; readonly size: Size };
  readonly styles: readonly PictureSource[];
  /** Size of the picture that will be compared with the targets. */
  readonly result: Size;
  /** Look at the style pictures at their own sizes instead of the recipe's. */
  readonly nativeStyles?: boolean;
}

/** Looks at content and styles through the network, for a result of one size. */
export async function encodeTargets(
  backend: Backend,
  recipe: Recipe,
  network: Network,
  { content, styles, result, nativeStyles = false }: TargetPictures,
): Promise<Targets> {
  const features = encodings(recipe.content.layers, 'features');
  const grams = encodings(recipe.style.layers, 'gram');
  const encoder = await backend.createEncoder(fedNetwork(recipe, network), [...features, ...grams], recipe);
  try {
    const encodedContent = await encode(encoder, content.picture, content.size);
    const encodedStyles: ReadonlyMap<string, Float32Array>[] = [];
    for (const style of styles) {
      const size = nativeStyles ? style : styleSize(recipe, network, style, result);
      const encoded = await encode(encoder, style, size);
      const factor = (layer: string) => gramNormalization(recipe, network.description, layer, size, result);
      encodedStyles.push(normalized(encoded, grams, factor));
    }
    return new Targets(
      normalized(encodedContent, features, () => 1),
      encodedStyles,
    );
  } finally {
    await encoder.dispose();
  }
}

/** What a run's losses compare with at one scale. */
export class Targets {
  /**
   * @param features of the content, by layer: [C, H, W]
   * @param grams of each style, by layer: [C, C], normalised
   */
  constructor(
    private readonly features: ReadonlyMap<string, Float32Array>,
    private readonly grams: readonly ReadonlyMap<string, Float32Array>[],
  ) {}

  /**
   * Hands the targets to an objective: of the style that a term names, or else the mean of all styles' Gram matrices.
   *
   * @param mix a weight for each style; only their ratios count
   */
  apply(objective: Objective, terms: readonly WeightedTerm[], mix: readonly number[]): void {
    for (const term of featureTerms(terms)) {
      const target = term.kind === 'content' ? this.features.get(term.layer)! : this.styleTarget(term, mix);
      objective.setTarget(term.name, target);
    }
  }

  private styleTarget({ layer, style }: StyleTerm, mix: readonly number[]): Float32Array {
    return style === undefined ? this.mixedGram(layer, mix) : this.grams[style]!.get(layer)!;
  }

  private mixedGram(layer: string, mix: readonly number[]): Float32Array {
    const sum = mix.reduce((a, b) => a + b, 0);
    const mixed = new Float32Array(this.grams[0]!.get(layer)!.length);
    for (const [index, grams] of this.grams.entries()) {
      // All weights 0: as if all were equal.
      const weight = sum > 0 ? mix[index]! / sum : 1 / this.grams.length;
      const gram = grams.get(layer)!;
      for (let i = 0; i < mixed.length; i++) mixed[i]! += weight * gram[i]!;
    }
    return mixed;
  }
}

/** The size at which a style picture is looked at when the result has size `result`. */
function styleSize(recipe: Recipe, network: Network, picture: Size, result: Size): Size {
  const { resize, scale } = recipe.style;
  if (resize === 'exact') return result;
  const longest = Math.max(result.width, result.height) * scale;
  // A narrow picture, or a small scale, must not fall below what the network can look at.
  const shortest =
    (Math.min(picture.width, picture.height) / Math.max(picture.width, picture.height)) * longest;
  const enlarge = Math.max(1, minimumSide(recipe, network.description) / shortest);
  return fitSize(picture, Math.ceil(longest * enlarge), 'longest');
}

async function encode(encoder: Encoder, picture: PictureSource, size: Size) {
  const { data, width, height } = await picture.load(size);
  return encoder.encode(data, width, height);
}

function encodings(layers: Readonly<Record<string, number>>, kind: Encoding['kind']): Encoding[] {
  return Object.keys(layers).map((layer) => ({ layer, kind }));
}

/** Encoded values by layer, each multiplied by its layer's factor. */
function normalized(
  values: ReadonlyMap<string, Values>,
  encodings: readonly Encoding[],
  factor: (layer: string) => number,
): ReadonlyMap<string, Float32Array> {
  return new Map(
    encodings.map((encoding) => {
      const { data } = values.get(encodingName(encoding))!;
      const n = factor(encoding.layer);
      return [encoding.layer, n === 1 ? data : data.map((value) => n * value)];
    }),
  );
}
