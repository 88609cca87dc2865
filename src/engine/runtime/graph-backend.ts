import { StylizeError } from '../../channel/errors';
import * as l10n from '../../channel/l10n';
import type { ChainOptions } from '../graph/chain';
import type { Program } from '../graph/program';
import { measuringProgram, transformNames, transformProgram, windowProgram } from '../graph/transform';
import { encoderInputs, encoderProgram, type Encoding } from '../losses/encodings';
import { matcherNames, matcherProgram } from '../losses/matcher';
import { objectiveNames, objectiveProgram, type ObjectiveSpecification } from '../losses/objective-graph';
import type { Network } from '../network/network';
import type { StyleNetwork } from '../network/styles/style-file';
import {
  transformReach,
  transformStride,
  type TransformDescription,
} from '../network/styles/transform-network';
import type { Backend, Encoder, Evaluation, Matcher, Objective, Values } from './backend';
import { Computation, type Executable, type Feeds } from './computation';
import { computationError } from './computation-error';
import type { PaintingNetwork } from './painting';
import type { KeptEncodings } from './reuse/kept-encodings';
import { Lease, type KeptPrograms } from './reuse/kept-programs';
import { TiledEncoder, withCores } from './tiles/tiled-encoder';
import { objectiveTiling, TiledObjective } from './tiles/tiled-objective';
import { tilesOf } from './tiles/tiling';
import { createTrainer, type Trainer } from './training';
import { unlessAborted } from './unless-aborted';

/** What a backend keeps for the next picture. */
export interface Reuse {
  readonly programs: KeptPrograms;
  readonly encodings: KeptEncodings;
}

/** A backend that computes our graphs. A subclass only has to say how its library compiles one. */
export abstract class GraphBackend implements Backend {
  readonly #reuse: Reuse | undefined;
  /** The weights of the last network. */
  #weights: WeakRef<Network['parameters']> | undefined;

  constructor(reuse?: Reuse) {
    this.#reuse = reuse;
  }

  abstract compile(program: Program): Promise<Executable>;

  /** A compiled program, maybe one that an earlier picture has used. */
  executable(program: Program): Promise<Executable> {
    const { programs } = this.#reuse ?? {};
    return programs ? programs.lease(program, () => this.compile(program)) : this.compile(program);
  }

  async createObjective(
    network: Network,
    specification: ObjectiveSpecification,
    tile?: number,
  ): Promise<Objective> {
    await this.#meet(network);
    if (tile !== undefined) {
      const tiling = objectiveTiling(network, specification, tile);
      // Nothing of a picture that is large is kept.
      const prepare = async (program: Program) => new Computation(await this.compile(program), program);
      if (tilesOf(tiling).length > 1) return TiledObjective.create(prepare, network, specification, tiling);
    }
    const program = objectiveProgram(network, specification);
    return new GraphObjective(new Computation(await this.executable(program), program));
  }

  async createEncoder(
    network: Network,
    encodings: readonly Encoding[],
    options: ChainOptions,
    tile?: number,
  ): Promise<Encoder> {
    await this.#meet(network);
    if (tile !== undefined) {
      const executable = await this.compile(encoderProgram(network, withCores(encodings), options));
      return new TiledEncoder(executable, network.description, encodings, tile);
    }
    const executable = await this.executable(encoderProgram(network, encodings, options));
    return new GraphEncoder(executable, this.#reuse?.encodings);
  }

  async createMatcher(): Promise<Matcher> {
    return new GraphMatcher(await this.compile(matcherProgram()));
  }

  async createTrainer(
    critic: Network,
    description: TransformDescription,
    specification: ObjectiveSpecification,
  ): Promise<Trainer> {
    await this.#meet(critic);
    return createTrainer((program) => this.compile(program), critic, description, specification);
  }

  paintingNetwork(style: StyleNetwork): PaintingNetwork {
    if (style.kind === 'onnx') {
      throw new StylizeError(
        'device-unavailable',
        l10n.t`A fast style that is an ONNX model needs ONNX Runtime.`,
        { hint: l10n.t`Choose another device, or "auto".` },
      );
    }
    const { network } = style;
    const { picture: input, painting: output } = transformNames;
    return {
      stride: transformStride,
      reach: transformReach(network.description),
      input,
      output,
      prepare: (program, { width, height }) =>
        this.executable(paintingPrograms[program](network, width, height)),
    };
  }

  /** What was kept of another network makes room. */
  async #meet({ parameters }: Network): Promise<void> {
    if (!this.#reuse || this.#weights?.deref() === parameters) return;
    this.#weights = new WeakRef(parameters);
    this.#reuse.encodings.release();
    await this.#reuse.programs.release();
  }
}

const paintingPrograms = { whole: transformProgram, measuring: measuringProgram, window: windowProgram };

class GraphObjective implements Objective {
  readonly #computation: Computation;

  constructor(computation: Computation) {
    this.#computation = computation;
  }

  setFactor(term: string, factor: number): void {
    this.#computation.set(objectiveNames.factor(term), Float32Array.of(factor));
  }

  setTarget(term: string, target: Float32Array, center?: Float32Array): void {
    this.#computation.set(objectiveNames.target(term), target);
    if (center) this.#computation.set(objectiveNames.center(term), center);
  }

  async evaluate(image: Float32Array, signal?: AbortSignal): Promise<Evaluation> {
    const { image: name, losses, gradient } = objectiveNames;
    try {
      const outputs = await unlessAborted(this.#computation.run([[name, image]]), signal);
      return { values: outputs.get(losses)!, gradient: outputs.get(gradient)! };
    } catch (thrown) {
      signal?.throwIfAborted();
      throw computationError(thrown, l10n.t`failed in a step`);
    }
  }

  dispose(): Promise<void> {
    return this.#computation.dispose();
  }
}

class GraphEncoder implements Encoder {
  readonly #executable: Executable;
  readonly #kept: KeptEncodings | undefined;

  constructor(executable: Executable, kept: KeptEncodings | undefined) {
    this.#executable = executable;
    this.#kept = kept;
  }

  async encode(
    image: Float32Array,
    width: number,
    height: number,
    guidance: ReadonlyMap<string, Values> = new Map(),
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, Values>> {
    const feeds = new Map<string, Values>([
      [encoderInputs.image, { data: image, shape: [1, 3, height, width] }],
    ]);
    for (const [layer, { data, shape }] of guidance)
      feeds.set(encoderInputs.guidance(layer), { data, shape: [1, 1, ...shape] });
    try {
      const outputs = await unlessAborted(this.#run(feeds), signal);
      return new Map([...outputs].map(([name, { data, shape }]) => [name, { data, shape: shape.slice(1) }]));
    } catch (thrown) {
      signal?.throwIfAborted();
      throw computationError(thrown, l10n.t`failed while analysing a picture`);
    }
  }

  #run(feeds: Feeds): Promise<Feeds> {
    const run = () => this.#executable.run(feeds);
    return this.#kept && this.#executable instanceof Lease
      ? this.#kept.of(this.#executable.key, feeds, run)
      : run();
  }

  dispose(): Promise<void> {
    return this.#executable.dispose();
  }
}

class GraphMatcher implements Matcher {
  readonly #executable: Executable;

  constructor(executable: Executable) {
    this.#executable = executable;
  }

  setCandidates(candidates: Float32Array, channels: number): void {
    this.#executable.set(matcherNames.candidates, matrix(candidates, channels));
  }

  async nearest(queries: Float32Array, channels: number) {
    const { similarity, index } = matcherNames;
    try {
      const outputs = await this.#executable.run(
        new Map([[matcherNames.queries, matrix(queries, channels)]]),
      );
      return { similarity: outputs.get(similarity)!.data, index: outputs.get(index)!.data };
    } catch (thrown) {
      throw computationError(thrown, l10n.t`failed while matching places`);
    }
  }

  dispose(): Promise<void> {
    return this.#executable.dispose();
  }
}

const matrix = (data: Float32Array, rows: number): Values => ({ data, shape: [rows, data.length / rows] });
