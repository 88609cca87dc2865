import { leaves } from '../../graph/operators/leaves';
import { lower } from '../../graph/operators/operators';
import type { Program } from '../../graph/program';
import { reachable, type Value } from '../../graph/value';
import { platform } from '../../platform/platform';
import type { Values } from '../backend';
import type { Executable, Feeds } from '../computation';
import { GraphBackend, type Reuse } from '../graph-backend';
import { fromLayout, toLayout } from './layout';
import { rules } from './rules';
import type { Tensor, TensorFlow } from './tensorflow';

/** TensorFlow.js: computes a program value by value. */
export class TensorFlowBackend extends GraphBackend {
  readonly #tf: TensorFlow;

  constructor(tf: TensorFlow, reuse?: Reuse) {
    super(reuse);
    this.#tf = tf;
  }

  compile(program: Program): Promise<Executable> {
    return Promise.resolve(new TensorFlowExecutable(this.#tf, program));
  }
}

class TensorFlowExecutable implements Executable {
  readonly #values: readonly Value[];
  /** The program's parameters, on the device until it is disposed of. */
  readonly #parameters = new Map<string, Tensor>();
  /** Inputs that were set. */
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
      this.#parameters.set(name, this.#tensor(values));
    }
  }

  set(name: string, values: Values): void {
    this.#lasting.get(name)?.dispose();
    this.#lasting.set(name, this.#tensor(values));
  }

  async run(feeds: Feeds): Promise<Feeds> {
    // TensorFlow.js computes on the calling thread. Between two computations the process has to read its messages, or a
    // run could not be paused or stopped.
    await platform().pause();
    const computed = this.#tf.tidy(() => this.#compute(feeds));
    const outputs = new Map<string, Values>();
    for (const [name, tensor] of computed) {
      outputs.set(name, { data: await tensor.data<'float32'>(), shape: tensor.shape });
      tensor.dispose();
    }
    return outputs;
  }

  forget(): void {
    this.#tf.dispose([...this.#lasting.values()]);
    this.#lasting.clear();
  }

  dispose(): Promise<void> {
    this.forget();
    this.#tf.dispose([...this.#parameters.values()]);
    this.#parameters.clear();
    return Promise.resolve();
  }

  #compute(feeds: Feeds): [string, Tensor][] {
    const given = (name: string) => {
      const values = feeds.get(name);
      const tensor = values ? this.#tensor(values) : (this.#parameters.get(name) ?? this.#lasting.get(name));
      if (!tensor) throw new Error(`the input "${name}" has no value`);
      return tensor;
    };
    const tensors = lower(rules, { tf: this.#tf, given }, this.#values);
    // Copies, because the outputs are disposed of, and an output may be an input.
    return [...this.#program.outputs].map(([name, value]) => [
      name,
      this.#tf.clone(fromLayout(this.#tf, tensors.get(value)!)),
    ]);
  }

  #tensor({ data, shape }: Values): Tensor {
    return this.#tf.tidy(() => toLayout(this.#tf, this.#tf.tensor(data, [...shape])));
  }
}
