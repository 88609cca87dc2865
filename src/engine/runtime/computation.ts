import { inputsOf, type Program } from '../graph/program';
import { elements, staticShape } from '../graph/shapes';
import type { Shape } from '../graph/value';
import type { Values } from './values';

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

/** An executable of a program whose shapes are known: it is given numbers alone, and runs once it has all that it needs. */
export class Computation {
  /** Inputs that have no value yet, or one of the wrong size. */
  readonly #missing: Set<string>;
  readonly #executable: Executable;
  readonly #inputs: ReadonlyMap<string, Shape>;

  constructor(executable: Executable, program: Program) {
    this.#executable = executable;
    this.#inputs = inputsOf(program);
    this.#missing = new Set(this.#inputs.keys());
  }

  get inputs(): Iterable<string> {
    return this.#inputs.keys();
  }

  has(input: string): boolean {
    return this.#inputs.has(input);
  }

  /** Sets the value of an input for all later runs, which fail if it is not of the right size. */
  set(input: string, data: Float32Array): void {
    const values = this.#values(input, data);
    if (elements(values.shape) !== data.length) {
      this.#missing.add(input);
      return;
    }
    this.#missing.delete(input);
    this.#executable.set(input, values);
  }

  /**
   * @param feeds the inputs that have no lasting value
   * @returns the outputs; the next run may overwrite them
   */
  async run(
    feeds: Iterable<readonly [input: string, data: Float32Array]>,
  ): Promise<ReadonlyMap<string, Float32Array>> {
    const values = new Map([...feeds].map(([input, data]) => [input, this.#values(input, data)]));
    for (const input of this.#missing) {
      if (!values.has(input)) throw new Error(`"${input}" has no value of the right size`);
    }
    const outputs = await this.#executable.run(values);
    return new Map([...outputs].map(([name, { data }]) => [name, data]));
  }

  dispose(): Promise<void> {
    return this.#executable.dispose();
  }

  #values(input: string, data: Float32Array): Values {
    const shape = this.#inputs.get(input);
    if (!shape) throw new Error(`there is no input "${input}"`);
    return { data, shape: staticShape(shape) };
  }
}
