import type { Matcher } from '../../runtime/backend';
import type { MatchableFeatures } from './features';

/** Most products of queries and candidates that there are at once: 32 MB of them. */
const mostProducts = 2 ** 23;

/** What has been found for the positions of a term. */
export class Search {
  /** [C, P], of length 1 at the positions that are looked for. */
  readonly target: Float32Array;
  readonly #queries: Omit<MatchableFeatures, 'features'>;
  readonly #positions: Int32Array | undefined;
  readonly #plane: number;
  /** Of the best found so far, divided by its style's share. */
  readonly #distances: Float32Array;
  readonly #centered: boolean;

  /**
   * @param queries of the positions to find something for
   * @param plane the number of positions of the layer
   * @param positions which of these the queries are; all when left out
   * @param centered whether the target is the direction from the style's mean, as in matching, or from 0
   */
  constructor(
    queries: MatchableFeatures,
    plane: number,
    positions: Int32Array | undefined,
    centered: boolean,
  ) {
    const { directions, mean, channels, count } = queries;
    // Without the features as they are, which memory is too small for besides all else.
    this.#queries = { directions, mean, channels, count };
    this.#plane = plane;
    this.#positions = positions;
    this.#centered = centered;
    this.#distances = new Float32Array(count).fill(Infinity);
    this.target = new Float32Array(channels * plane);
  }

  /** What is subtracted from the painting's features before they are compared with the target, [C]; nothing if undefined. */
  get center(): Float32Array | undefined {
    return this.#centered ? this.#queries.mean : undefined;
  }

  /**
   * Takes over what is nearer among more candidates. Several styles compete with distances that are divided by their
   * shares: a style of twice the share wins at twice the distance.
   *
   * @param signal ends it between two blocks: it throws the signal's reason
   */
  async among(
    candidates: MatchableFeatures,
    share: number,
    matcher: Matcher,
    signal?: AbortSignal,
  ): Promise<void> {
    const { channels, count, directions } = this.#queries;
    const block = Math.max(1, Math.min(count, Math.floor(mostProducts / candidates.count)));
    matcher.setCandidates(candidates.directions, channels);
    for (let start = 0; start < count; start += block) {
      signal?.throwIfAborted();
      const end = Math.min(count, start + block);
      const queries = columns(directions, count, start, end);
      const { similarity, index } = await matcher.nearest(queries, channels);
      for (let i = start; i < end; i++) {
        const distance = Math.max(0, 1 - similarity[i - start]!) / share;
        if (!(distance < this.#distances[i]!)) continue;
        this.#distances[i] = distance;
        this.#take(i, candidates, index[i - start]!);
      }
    }
  }

  #take(query: number, candidates: MatchableFeatures, candidate: number): void {
    const { features, directions, channels, count } = candidates;
    const position = this.#positions?.[query] ?? query;
    const vectors = this.#centered ? directions : features;
    let square = 0;
    for (let i = candidate; i < vectors.length; i += count) square += vectors[i]! * vectors[i]!;
    const factor = this.#centered || square === 0 ? 1 : 1 / Math.sqrt(square);
    for (let channel = 0; channel < channels; channel++)
      this.target[channel * this.#plane + position] = factor * vectors[channel * count + candidate]!;
  }
}

/** A block of columns of a matrix [C, count]. */
function columns(matrix: Float32Array, count: number, start: number, end: number): Float32Array {
  const rows = matrix.length / count;
  const block = new Float32Array(rows * (end - start));
  for (let row = 0; row < rows; row++)
    block.set(matrix.subarray(row * count + start, row * count + end), row * (end - start));
  return block;
}
