import type { OptimizeWeights } from '../../recipe/live';
import type { OptimizeRecipe } from '../../recipe/recipe';
import type { PictureSource } from '../imaging/decoding/decode';
import { resizeCoverage, type Coverage } from '../imaging/masks/mask';
import type { Size } from '../imaging/picture';
import { encodingName, type Encoding } from '../losses/encodings';
import { styleLosses } from '../losses/style/style-losses';
import { isStatisticTerm, type FeatureTerm, type NearestTerm, type StatisticTerm } from '../losses/term';
import type { Network, NetworkDescription } from '../network/network';
import { receptiveField } from '../network/receptive-field';
import { dot } from '../optimizers/vectors';
import type { Backend, Values } from '../runtime/backend';
import type { TargetReceiver } from '../runtime/evaluation';
import { madeUnlessAborted, unlessAborted } from '../runtime/unless-aborted';
import { layerGuidance } from './guidance';
import { Matching } from './matching/matching';
import { styleSize, type TargetPictures } from './target-pictures';
import { featureTerms, statisticNormalization, weightOf, type WeightedTerm } from './terms';
import { fedNetwork } from './units';

/** Looks at content and styles through the network, for a result of one size. */
export async function encodeTargets(
  backend: Backend,
  recipe: OptimizeRecipe,
  network: Network,
  pictures: TargetPictures,
): Promise<Targets> {
  const { content, styles, styleMasks = [], result, nativeStyles = false, tile, signal } = pictures;
  const { statistic } = recipe.style;
  const guided = styleMasks.some((mask) => mask !== undefined);
  const contentEncodings = Object.keys(content ? recipe.content.layers : {}).map((layer): Encoding => ({
    layer,
    kind: 'features',
  }));
  const styleEncodings =
    statistic === 'nearest'
      ? []
      : Object.keys(recipe.style.layers).map((layer): Encoding => ({ layer, kind: statistic, guided }));
  const encodings = [...contentEncodings, ...styleEncodings];
  const matching = statistic === 'nearest' ? new Matching(backend, recipe, network, pictures) : undefined;
  // Matching looks at the pictures itself.
  if (encodings.length === 0) return new Targets(new Map(), [], matching);
  const creation = backend.createEncoder(fedNetwork(recipe, network), encodings, recipe, tile);
  const encoder = await madeUnlessAborted(creation, signal);
  try {
    const encode = async (picture: PictureSource, size: Size, mask?: Coverage): Promise<Encoded> => {
      const { data, width, height } = await unlessAborted(picture.load(size), signal);
      const guidance = guided ? pictureGuidance(recipe, network.description, size, mask) : undefined;
      const encoded = await encoder.encode(data, width, height, guidance, signal);
      return new Map([...encoded].map(([name, values]) => [name, values.data]));
    };
    const encodedContent: Encoded = content
      ? await encode(content.picture, content.size)
      : new Map<string, Float32Array>();
    const encodedStyles: Encoded[] = [];
    for (const [index, style] of styleEncodings.length > 0 ? styles.entries() : []) {
      const size = nativeStyles ? style : styleSize(recipe, network.description, style, result);
      const encoded = await encode(style, size, styleMasks[index]);
      for (const encoding of styleEncodings) {
        const n = statisticNormalization(recipe, network.description, encoding.layer, size, result);
        const name = encodingName(encoding);
        encoded.set(
          name,
          encoded.get(name)!.map((value) => n * value),
        );
      }
      encodedStyles.push(encoded);
    }
    return new Targets(encodedContent, encodedStyles, matching);
  } finally {
    await encoder.dispose();
  }
}

/** What was taken from a picture, by `encodingName`. */
type Encoded = Map<string, Float32Array>;

/** What a run's losses compare with at one scale. */
export class Targets {
  /** What finds the targets of terms that compare positions, which depend on the painting. */
  readonly matching: Matching | undefined;
  readonly #styleTargets = new Map<string, { readonly shares: string; readonly target: Float32Array }>();
  readonly #content: ReadonlyMap<string, Float32Array>;
  readonly #styles: readonly ReadonlyMap<string, Float32Array>[];

  /**
   * @param content features, [C, H, W]
   * @param styles of each style picture what its statistic asks for, normalised
   */
  constructor(
    content: ReadonlyMap<string, Float32Array>,
    styles: readonly ReadonlyMap<string, Float32Array>[],
    matching?: Matching,
  ) {
    this.matching = matching;
    this.#content = content;
    this.#styles = styles;
  }

  /**
   * Hands the targets to an objective, but for those to be matched: the mean of what the styles look like that a term
   * names, or else of all.
   *
   * @param mix a weight for each style; only their ratios count
   */
  apply(objective: TargetReceiver, terms: readonly WeightedTerm[], mix: readonly number[]): void {
    for (const term of featureTerms(terms)) {
      if (term.kind !== 'nearest') objective.setTarget(term.name, this.#target(term, mix));
    }
  }

  /**
   * What the weighted loss would be with features that are 0 everywhere: the sum of squares of all targets, and 1 for each
   * position whose direction counts.
   */
  emptyLoss(terms: readonly WeightedTerm[], weights: OptimizeWeights): number {
    return terms.reduce((sum, weighted) => {
      const { term, share } = weighted;
      if (term.kind === 'total-variation') return sum;
      if (term.kind === 'nearest') return sum + weightOf(weighted, weights);
      const target = this.#target(term, weights.mix);
      return sum + share * weightOf(weighted, weights) * dot(target, target);
    }, 0);
  }

  #target(term: Exclude<FeatureTerm, NearestTerm>, mix: readonly number[]): Float32Array {
    return isStatisticTerm(term)
      ? this.#styleTarget(term, mix)
      : this.#content.get(encodingName({ layer: term.layer, kind: 'features' }))!;
  }

  /** Computed anew only for another mix: a Wasserstein target costs a factorisation. */
  #styleTarget(term: StatisticTerm, mix: readonly number[]): Float32Array {
    const compared = term.styles ?? [...this.#styles.keys()];
    const sum = compared.reduce((total, index) => total + mix[index]!, 0);
    const shares = this.#styles.map((_, index) => {
      if (!compared.includes(index)) return 0;
      // All weights 0: as if all were equal.
      return sum > 0 ? mix[index]! / sum : 1 / compared.length;
    });
    const known = this.#styleTargets.get(term.name);
    if (known?.shares === shares.join()) return known.target;

    const target = styleLosses[term.kind].target(this.#mixed(encodingName(term), shares));
    this.#styleTargets.set(term.name, { shares: shares.join(), target });
    return target;
  }

  #mixed(name: string, shares: readonly number[]): Float64Array {
    const mixed = new Float64Array(this.#styles[0]!.get(name)!.length);
    for (const [index, share] of shares.entries()) {
      const values = this.#styles[index]!.get(name)!;
      if (share > 0) for (let i = 0; i < mixed.length; i++) mixed[i]! += share * values[i]!;
    }
    return mixed;
  }
}

/**
 * The guidance channels of a picture at the style layers. Of a mask whose inside no position of a layer lies in, the
 * edge has to do there; of none the whole picture.
 */
function pictureGuidance(
  { style }: OptimizeRecipe,
  network: NetworkDescription,
  size: Size,
  mask: Coverage | undefined,
): ReadonlyMap<string, Values> {
  const { width, height } = size;
  const whole = { width, height, data: new Float32Array(width * height).fill(1) };
  const coverage = mask && resizeCoverage(mask, size);
  const channels = Object.keys(style.layers).map((layer): [string, Values] => {
    const field = receptiveField(network, layer);
    const { map, shape } =
      (coverage && layerGuidance(coverage, field, style.guidance)) ??
      (coverage && layerGuidance(coverage, field, 'simple')) ??
      layerGuidance(whole, field, 'simple')!;
    return [layer, { data: map, shape }];
  });
  return new Map(channels);
}
