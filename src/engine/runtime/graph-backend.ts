import type { ChainOptions } from '../graph/chain';
import { inputsOf, type Program } from '../graph/program';
import { elements, staticShape } from '../graph/shapes';
import type { Shape } from '../graph/value';
import { encoderInputs, encoderProgram, type Encoding } from '../losses/encodings';
import { objectiveNames, objectiveProgram, type ObjectiveSpecification } from '../losses/objective-graph';
import type { Network } from '../network/network';
import type { Backend, Encoder, Evaluation, Objective, Values } from './backend';
import { computationError } from './computation-error';
import type { KeptEncodings } from './reuse/kept-encodings';
import { Lease, type KeptPrograms } from './reuse/kept-programs';

/** A program, compiled for a device. */
export interface Executable {
  /** Sets the value of an input for all later runs. */
  set(name: string, values: Values): void;
  /**
   * @param feeds the other inputs, for this run
   * @returns the outputs by name; the next run may overwrite them
   */
  run(feeds: Feeds): Promise<Feeds>;
  /** Forgets every value that was set. */
  forget(): void;
  dispose(): Promise<void>;
}

export type Feeds = ReadonlyMap<string, Values>;

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

  async createObjective(network: Network, specification: ObjectiveSpecification): Promise<Objective> {
    await this.#meet(network);
    const program = objectiveProgram(network, specification);
    return new GraphObjective(await this.executable(program), inputsOf(program));
  }

  async createEncoder(
    network: Network,
    encodings: readonly Encoding[],
    options: ChainOptions,
  ): Promise<Encoder> {
    await this.#meet(network);
    const executable = await this.executable(encoderProgram(network, encodings, options));
    return new GraphEncoder(executable, this.#reuse?.encodings);
  }

  /** What was kept of another network makes room. */
  async #meet({ parameters }: Network): Promise<void> {
    if (!this.#reuse || this.#weights?.deref() === parameters) return;
    this.#weights = new WeakRef(parameters);
    this.#reuse.encodings.release();
    await this.#reuse.programs.release();
  }
}

class GraphObjective implements Objective {
  /** Inputs that have no value yet, or one of the wrong size. */
  readonly #missing: Set<string>;
  readonly #executable: Executable;
  readonly #inputs: ReadonlyMap<string, Shape>;

  constructor(executable: Executable, inputs: ReadonlyMap<string, Shape>) {
    this.#executable = executable;
    this.#inputs = inputs;
    this.#missing = new Set(inputs.keys());
  }

  setFactor(term: string, factor: number): void {
    this.#set(objectiveNames.factor(term), Float32Array.of(factor));
  }

  setTarget(term: string, target: Float32Array): void {
    this.#set(objectiveNames.target(term), target);
  }

  async evaluate(image: Float32Array): Promise<Evaluation> {
    const { image: name, losses, gradient } = objectiveNames;
    try {
      this.#missing.delete(name);
      for (const input of this.#missing) throw new Error(`"${input}" has no value of the right size`);
      const outputs = await this.#executable.run(new Map([[name, this.#values(name, image)]]));
      return { values: outputs.get(losses)!.data, gradient: outputs.get(gradient)!.data };
    } catch (thrown) {
      throw computationError(thrown, 'failed in a step');
    }
  }

  dispose(): Promise<void> {
    return this.#executable.dispose();
  }

  #set(name: string, data: Float32Array): void {
    const values = this.#values(name, data);
    if (elements(values.shape) !== data.length) {
      this.#missing.add(name);
      return;
    }
    this.#missing.delete(name);
    this.#executable.set(name, values);
  }

  #values(name: string, data: Float32Array): Values {
    const shape = this.#inputs.get(name);
    if (!shape) throw new Error(`the objective has no input "${name}"`);
    return { data, shape: staticShape(shape) };
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
  ): Promise<ReadonlyMap<string, Values>> {
    const feeds = new Map<string, Values>([
      [encoderInputs.image, { data: image, shape: [1, 3, height, width] }],
    ]);
    for (const [layer, { data, shape }] of guidance)
      feeds.set(encoderInputs.guidance(layer), { data, shape: [1, 1, ...shape] });
    try {
      const outputs = await this.#run(feeds);
      return new Map([...outputs].map(([name, { data, shape }]) => [name, { data, shape: shape.slice(1) }]));
    } catch (thrown) {
      throw computationError(thrown, 'failed while analysing a picture');
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
