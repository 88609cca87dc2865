import * as l10n from '../../../channel/l10n';
import type { Program } from '../../graph/program';
import { tinyNorm, type ObjectiveSpecification } from '../../losses/objective-graph';
import { isStatisticTerm, isStyleTerm, type FeatureTerm, type Term } from '../../losses/term';
import { pixels, tileNames, tilePrograms, type TilePrograms } from '../../losses/tile-graphs';
import type { Network } from '../../network/network';
import { receptiveField } from '../../network/receptive-field';
import { platform } from '../../platform/platform';
import type { Evaluation, Objective } from '../backend';
import type { Computation } from '../computation';
import { computationError } from '../computation-error';
import { unlessAborted } from '../unless-aborted';
import { addBlock } from './blocks';
import { reachOf, tilesOf, tilingOf, type Tile, type Tiling } from './tiling';
import { WindowInputs } from './window-inputs';

/** @param core longest side of a core, in pixels */
export function objectiveTiling(
  { description }: Network,
  { terms, width, height }: ObjectiveSpecification,
  core: number,
): Tiling {
  const layers = terms.filter(isFeatureTerm).map(({ layer }) => layer);
  return tilingOf({ width, height }, reachOf(description, layers), core);
}

const isFeatureTerm = (term: Term): term is FeatureTerm => term.kind !== 'total-variation';

/** The programs' computations, by the programs' names. */
type Computations = Readonly<Partial<Record<keyof TilePrograms, Computation>>>;

type Outputs = ReadonlyMap<string, Float32Array>;

/**
 * An objective whose picture goes through the network window by window: the losses and the gradient of the whole picture,
 * with the activations of one window. How, `tilePrograms` says.
 */
export class TiledObjective implements Objective {
  readonly #terms: readonly Term[];
  readonly #tiling: Tiling;
  readonly #computations: Computations;
  readonly #inputs: WindowInputs;
  readonly #factors = new Map<string, number>();
  readonly #strideOf: (term: FeatureTerm) => number;
  readonly #gradient: Float32Array;

  static async create(
    prepare: (program: Program) => Promise<Computation>,
    network: Network,
    { terms, ...options }: ObjectiveSpecification,
    tiling: Tiling,
  ): Promise<TiledObjective> {
    const programs = tilePrograms(network, { ...options, ...tiling, terms });
    const computations: Partial<Record<keyof TilePrograms, Computation>> = {};
    const objective = new TiledObjective(network, terms, tiling, computations);
    try {
      for (const name of ['statistics', 'scores', 'norms', 'gradient'] as const) {
        if (programs[name]) computations[name] = await prepare(programs[name]);
      }
      return objective;
    } catch (thrown) {
      await objective.dispose();
      throw thrown;
    }
  }

  private constructor(
    { description }: Network,
    terms: readonly Term[],
    tiling: Tiling,
    computations: Computations,
  ) {
    this.#terms = terms;
    this.#tiling = tiling;
    this.#computations = computations;
    this.#gradient = new Float32Array(3 * tiling.picture.width * tiling.picture.height);
    this.#strideOf = ({ layer }) => receptiveField(description, layer).stride;
    this.#inputs = new WindowInputs(tiling);
    this.#inputs.setWeights(tileNames.core(pixels), undefined, 1);
    for (const term of terms.filter(isFeatureTerm)) {
      const stride = this.#strideOf(term);
      this.#inputs.setWeights(tileNames.core(term.layer), undefined, stride);
      if (isStyleTerm(term) && term.guidance)
        this.#inputs.setWeights(tileNames.guidance(term.name), term.guidance, stride);
    }
  }

  setFactor(name: string, factor: number): void {
    this.#factors.set(name, factor);
  }

  setTarget(name: string, target: Float32Array, center?: Float32Array): void {
    const term = this.#terms.filter(isFeatureTerm).find((term) => term.name === name);
    if (!term) throw new Error(`there is no term "${name}" with a target`);
    if (isStatisticTerm(term)) {
      for (const computation of Object.values(this.#computations))
        set(computation, tileNames.target(name), target);
    } else {
      this.#inputs.set(tileNames.target(name), target, this.#strideOf(term));
      for (const computation of center ? Object.values(this.#computations) : [])
        set(computation, tileNames.center(name), center!);
    }
  }

  async evaluate(image: Float32Array, signal?: AbortSignal): Promise<Evaluation> {
    try {
      this.#inputs.set(tileNames.image, image, 1);
      const scores = await this.#scores(signal);
      const norms = await this.#norms(scores, signal);
      const otherLosses = await this.#pullBack(scores, norms, signal);
      const [ofStyles, ofOthers] = [scores.get(tileNames.losses)?.values(), otherLosses?.values()];
      const values = this.#terms.map((term) => (isStatisticTerm(term) ? ofStyles : ofOthers)!.next().value!);
      return { values: Float32Array.from(values), gradient: this.#gradient };
    } catch (thrown) {
      signal?.throwIfAborted();
      throw computationError(thrown, l10n.t`failed in a step`);
    }
  }

  async dispose(): Promise<void> {
    for (const computation of Object.values(this.#computations)) await computation.dispose();
  }

  /** The outputs of `TilePrograms.scores`. */
  async #scores(signal: AbortSignal | undefined): Promise<Outputs> {
    const { statistics, scores } = this.#computations;
    if (!statistics || !scores) return new Map();
    const sums = await this.#sums(statistics, signal);
    return scores.run([...sums].map(([name, sum]) => [name, Float32Array.from(sum)]));
  }

  /** The outputs of `TilePrograms.norms`, summed. */
  async #norms(scores: Outputs, signal: AbortSignal | undefined): Promise<ReadonlyMap<string, Float64Array>> {
    const { norms } = this.#computations;
    if (!norms) return new Map();
    for (const { name } of this.#terms) {
      const slope = scores.get(tileNames.slope(name));
      if (slope) set(norms, tileNames.slope(name), slope);
      else set(norms, tileNames.factor(name), Float32Array.of(1));
    }
    return this.#sums(norms, signal);
  }

  /** Adds the gradients of all windows up. Returns the losses of the terms without a statistic. */
  async #pullBack(
    scores: Outputs,
    norms: ReadonlyMap<string, Float64Array>,
    signal: AbortSignal | undefined,
  ): Promise<Float64Array | undefined> {
    const computation = this.#computations.gradient!;
    for (const { name } of this.#terms) {
      const factor = this.#factors.get(name);
      if (factor === undefined) throw new Error(`"${tileNames.factor(name)}" has no value`);
      const norm = norms.get(tileNames.norm(name))?.[0];
      const share = norm === undefined ? factor : factor / (norm + tinyNorm);
      const slope = scores.get(tileNames.slope(name));
      if (slope)
        set(
          computation,
          tileNames.slope(name),
          slope.map((value) => share * value),
        );
      else set(computation, tileNames.factor(name), Float32Array.of(share));
    }
    const { picture, window } = this.#tiling;
    const whole = { data: this.#gradient.fill(0), ...picture };
    const sums = await this.#sums(computation, signal, (outputs, { x, y }) => {
      const part = { data: outputs.get(tileNames.gradient)!, ...window };
      addBlock(part, { x: 0, y: 0 }, whole, { x: x.window.from, y: y.window.from }, window);
    });
    return sums.get(tileNames.losses);
  }

  /**
   * The sums of a program's outputs over all windows, in double precision.
   *
   * @param take is given each window's `gradient`, which is not summed
   */
  async #sums(
    computation: Computation,
    signal: AbortSignal | undefined,
    take?: (outputs: Outputs, tile: Tile) => void,
  ): Promise<ReadonlyMap<string, Float64Array>> {
    const sums = new Map<string, Float64Array>();
    for (const tile of tilesOf(this.#tiling)) {
      await platform().pause();
      signal?.throwIfAborted();
      const inputs = this.#inputs.cut(tile, computation.inputs);
      const run = computation.run([...inputs].map(([name, { data }]) => [name, data]));
      const outputs = await unlessAborted(run, signal);
      take?.(outputs, tile);
      for (const [name, values] of outputs) {
        if (name === tileNames.gradient) continue;
        const sum = sums.get(name);
        if (sum) for (const [i, value] of values.entries()) sum[i]! += value;
        else sums.set(name, Float64Array.from(values));
      }
    }
    return sums;
  }
}

/** Sets an input, if the program has it. */
function set(computation: Computation | undefined, input: string, data: Float32Array): void {
  if (computation?.has(input)) computation.set(input, data);
}
