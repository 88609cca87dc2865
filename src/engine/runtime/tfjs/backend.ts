import { setImmediate } from 'node:timers/promises';

import { leaves } from '../../graph/operators/leaves';
import { lower } from '../../graph/operators/operators';
import type { Program } from '../../graph/program';
import { reachable, type Value } from '../../graph/value';
import type { Values } from '../backend';
import type { Executable, Feeds } from '../executable';
import { GraphBackend } from '../graph-backend';
import { fromLayout, toLayout } from './layout';
import { rules } from './rules';
import type { Tensor, TensorFlow } from './tensorflow';

/** TensorFlow.js, which computes a program value by value. */
export class TensorFlowBackend extends GraphBackend {
  readonly #tf: TensorFlow;

  constructor(tf: TensorFlow) {
    super();
    this.#tf = tf;
  }

  compile(program: Program): Promise<Executable> {
    return Promise.resolve(new TensorFlowExecutable(this.#tf, program));
  }
}

class TensorFlowExecutable implements Executable {
  readonly #values: readonly Value[];
  /** Parameters and lasting inputs, on the device until the program is disposed of. */
  readonly #lasting = new Map<string, Tensor>();
  readonly #tf: TensorFlow;
  readonly #program: Program;

  constructor(tf: TensorFlow, program: Program) {
    this.#tf = tf;
    this.#program = program;
    this.#values = reachable(program.outputs.values());
    for (const { op, attributes } of this.#values) {
      if (op !== leaves.parameter) continue;
      const { name, ...values } = attributes as Values & { name: string };
      this.set(name, values);
    }
  }

  set(name: string, values: Values): void {
    this.#lasting.get(name)?.dispose();
    this.#lasting.set(name, this.#tensor(values));
  }

  async run(feeds: Feeds): Promise<Feeds> {
    // TensorFlow.js computes on the calling thread: between two computations the process must come to reading messages,
    // or nobody could pause or stop a run.
    await setImmediate();
    const computed = this.#tf.tidy(() => this.#compute(feeds));
    const outputs = new Map<string, Values>();
    for (const [name, tensor] of computed) {
      outputs.set(name, { data: await tensor.data<'float32'>(), shape: tensor.shape });
      tensor.dispose();
    }
    return outputs;
  }

  dispose(): Promise<void> {
    this.#tf.dispose([...this.#lasting.values()]);
    this.#lasting.clear();
    return Promise.resolve();
  }

  #compute(feeds: Feeds): [string, Tensor][] {
    const given = (name: string) => {
      const values = feeds.get(name);
      const tensor = values ? this.#tensor(values) : this.#lasting.get(name);
      if (!tensor) throw new Error(`"${name}" was not given`);
      return tensor;
    };
    const tensors = new Map<Value, Tensor>();
    for (const value of this.#values) {
      const inputs = value.inputs.map((input) => tensors.get(input)!);
      tensors.set(value, lower(rules, { tf: this.#tf, given }, inputs, value));
    }
    // Copies: what comes out is disposed of, also where it is what went in.
    return [...this.#program.outputs].map(([name, value]) => [
      name,
      this.#tf.clone(fromLayout(this.#tf, tensors.get(value)!)),
    ]);
  }

  #tensor({ data, shape }: Values): Tensor {
    return this.#tf.tidy(() => toLayout(this.#tf, this.#tf.tensor(data, [...shape])));
  }
}
