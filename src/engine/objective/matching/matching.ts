import type { OptimizeWeights } from '../../../recipe/live';
import type { OptimizeRecipe } from '../../../recipe/recipe';
import { resizeCoverage, type Coverage } from '../../imaging/masks/mask';
import { resample } from '../../imaging/resample';
import { turned } from '../../imaging/turned';
import { encodingName, type Encoding } from '../../losses/encodings';
import type { NearestTerm } from '../../losses/term';
import type { Network } from '../../network/network';
import { receptiveField } from '../../network/receptive-field';
import type { Backend, Encoder, Values } from '../../runtime/backend';
import { layerGuidance } from '../guidance';
import { styleSize, type TargetPictures } from '../target-pictures';
import { fedNetwork } from '../units';
import { matchable } from './features';
import { Search } from './search';

/** What positions are matched by: all that decides their targets, at one size. */
export interface Basis {
  /** The painting, [3, H, W], RGB 0..255. */
  readonly picture: Float32Array;
  readonly weights: OptimizeWeights;
  /** How often it was matched before at this size: decides which of many candidates are looked at. */
  readonly round: number;
}

export interface Match {
  /** [C, H, W], of length 1 at each position, or 0 outside the term's region. */
  readonly target: Float32Array;
  /** What is subtracted from the painting's features, [C], if the term is centred. */
  readonly center: Float32Array | undefined;
}

/** With layers matched by themselves: after how many evaluations they are matched anew. */
export const renewedAfter = 25;

/** Of a layer that is matched by itself: about how many places are candidates, 64², in all turns of a style together. */
export const candidatesOfLayer = 64 ** 2;

/**
 * Finds for each place of a painting the place of the styles that resembles it (Kolkin et al. 2022, Neural Neighbor Style
 * Transfer, sections 3.1 and 3.2). The picture that looks for its like is the content, mixed with the painting.
 */
export class Matching {
  /** After how many evaluations the painting has changed so much that it is to be matched anew. */
  readonly renewedAfter: number;
  readonly #backend: Backend;
  readonly #recipe: OptimizeRecipe;
  readonly #network: Network;
  readonly #pictures: TargetPictures;
  readonly #byHypercolumns: boolean;

  constructor(backend: Backend, recipe: OptimizeRecipe, network: Network, pictures: TargetPictures) {
    this.#backend = backend;
    this.#recipe = recipe;
    this.#network = network;
    this.#pictures = pictures;
    this.#byHypercolumns = recipe.style.matching.by === 'hypercolumns';
    this.renewedAfter = this.#byHypercolumns ? Infinity : renewedAfter;
  }

  /**
   * @param signal ends it between two blocks: it throws the signal's reason
   * @returns by the terms' names
   */
  async match(
    basis: Basis,
    terms: readonly NearestTerm[],
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, Match>> {
    const { styles, styleMasks = [], result, nativeStyles = false, tile } = this.#pictures;
    const layers = [...new Set(terms.map(({ layer }) => layer))];
    const encodings = layers.map((layer): Encoding => ({ layer, kind: 'features' }));
    const network = fedNetwork(this.#recipe, this.#network);
    const encoder = await this.#backend.createEncoder(network, encodings, this.#recipe, tile);
    const matcher = await this.#backend.createMatcher();
    try {
      const searches = await this.#searches(encoder, basis, terms, signal);
      for (const [index, style] of styles.entries()) {
        const size = nativeStyles ? style : styleSize(this.#recipe, this.#network.description, style, result);
        const picture = await style.load(size);
        const mask = styleMasks[index] && resizeCoverage(styleMasks[index], size);
        for (const quarters of this.#turns) {
          const seen = turned(picture, quarters);
          const { width, height } = seen;
          const encoded = await encoder.encode(seen.data, width, height, undefined, signal);
          for (const [term, search] of searches) {
            const share = shareOf(index, term.styles ?? [...styles.keys()], basis.weights.mix);
            if (share === 0) continue;
            const features = encoded.get(encodingName({ layer: term.layer, kind: 'features' }))!;
            const inside = mask && turned(mask, quarters);
            const positions = this.#candidates(term.layer, features, inside, basis.round);
            await search.among(matchable(features, positions), share, matcher, signal);
          }
        }
      }
      return new Map([...searches].map(([{ name }, { target, center }]) => [name, { target, center }]));
    } finally {
      await encoder.dispose();
      await matcher.dispose();
    }
  }

  get #turns(): readonly number[] {
    return this.#recipe.style.matching.turns ? [0, 1, 2, 3] : [0];
  }

  /** One for each term, with what the picture that looks for its like has at the positions of the term's region. */
  async #searches(
    encoder: Encoder,
    basis: Basis,
    terms: readonly NearestTerm[],
    signal: AbortSignal | undefined,
  ): Promise<ReadonlyMap<NearestTerm, Search>> {
    const { width, height } = this.#pictures.result;
    const picture = await this.#looking(basis);
    const encoded = await encoder.encode(picture, width, height, undefined, signal);
    return new Map(
      terms.map((term) => {
        const values = encoded.get(encodingName({ layer: term.layer, kind: 'features' }))!;
        const plane = values.data.length / values.shape[0]!;
        const positions = term.guidance && indexesOf(term.guidance, (weight) => weight > 0);
        return [term, new Search(matchable(values, positions), plane, positions, term.centered)];
      }),
    );
  }

  /**
   * The picture whose places look for their like: (1 − α)·painting + α·content, where α is the content's part of both
   * weights. The painting has the content's finest details here, which it lacks when it was enlarged a moment ago. A layer
   * that is matched by itself looks for what the painting has already.
   */
  async #looking({ picture, weights }: Basis): Promise<Float32Array> {
    if (!this.#byHypercolumns) return picture;
    const { content, result } = this.#pictures;
    // Only what trains a network has none, and that compares no places.
    const { data } = await content!.picture.load(result);
    const [ofContent, ofStyle] = [weights['content.weight'], weights['style.weight']];
    const alpha = ofContent + ofStyle > 0 ? ofContent / (ofContent + ofStyle) : 1;
    const half = { width: Math.ceil(result.width / 2), height: Math.ceil(result.height / 2) };
    const coarse = (values: Float32Array) =>
      resample(resample(values, 3, result, half, 'bilinear'), 3, half, result, 'bilinear');
    const [painted, original] = [coarse(picture), coarse(data)];
    return data.map((value, i) => alpha * value + (1 - alpha) * (painted[i]! + value - original[i]!));
  }

  /** The positions of a style among which is looked for; all when undefined. */
  #candidates(
    layer: string,
    { shape }: Values,
    mask: Coverage | undefined,
    round: number,
  ): Int32Array | undefined {
    const [, height, width] = shape as [number, number, number];
    const inside = mask && this.#insideOf(layer, mask);
    if (this.#byHypercolumns) return inside && indexesOf(inside, (weight) => weight > 0);
    const step = Math.max(
      1,
      Math.round(Math.sqrt((width * height * this.#turns.length) / candidatesOfLayer)),
    );
    // Others in each round. The products are coprime to most steps, so that all places have their turn.
    const [left, top] = [(7 * round) % step, (11 * round) % step];
    const isOnGrid = (i: number) => (i % width) % step === left && Math.floor(i / width) % step === top;
    const among = inside ?? new Float32Array(width * height).fill(1);
    const found = indexesOf(among, (weight, i) => weight > 0 && isOnGrid(i));
    return found.length > 0 ? found : indexesOf(among, (weight) => weight > 0);
  }

  /** Where a layer's positions are in a region of a style; where none is inside, the edge has to do. */
  #insideOf(layer: string, mask: Coverage): Float32Array | undefined {
    const field = receptiveField(this.#network.description, layer);
    const guidance =
      layerGuidance(mask, field, this.#recipe.style.guidance) ?? layerGuidance(mask, field, 'simple');
    return guidance?.map;
  }
}

/** A style's part of those that a term compares with. */
function shareOf(index: number, compared: readonly number[], mix: readonly number[]): number {
  if (!compared.includes(index)) return 0;
  const sum = compared.reduce((total, other) => total + mix[other]!, 0);
  // All weights 0: as if all were equal.
  return sum > 0 ? mix[index]! / sum : 1 / compared.length;
}

function indexesOf(values: Float32Array, isWanted: (value: number, index: number) => boolean): Int32Array {
  const indexes: number[] = [];
  for (const [index, value] of values.entries()) if (isWanted(value, index)) indexes.push(index);
  return Int32Array.from(indexes);
}
