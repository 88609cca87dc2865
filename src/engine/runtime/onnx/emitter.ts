import type { Lowering } from '../../graph/operators/operators';
import type { Shape } from '../../graph/value';
import { serializeModel, type AttributeValue, type InitializerData, type NodeData } from './model-file';

/** A finished graph, ready for ONNX Runtime. */
export interface OnnxModel {
  /** The ONNX file without its large constants. */
  readonly file: Uint8Array;
  /** The large constants, which the runtime is given as the file `externalDataPath`. */
  readonly parameters: Uint8Array;
}

/** Constants of at least this size stay out of the file, because protobuf would copy them. */
const externalBytes = 1024;

/** Builds an ONNX graph node by node. Tensors are identified by name; identical nodes are merged. */
export class Emitter {
  readonly #nodes = new Map<string, NodeData>();
  readonly #initializers = new Map<string, InitializerData>();
  readonly #inputs = new Map<string, Shape>();
  readonly #outputs = new Map<string, Shape>();
  /** The original of each reshaped tensor. */
  readonly #origins = new Map<string, string>();
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  input(name: string, shape: Shape): string {
    this.#inputs.set(name, shape);
    return name;
  }

  /** Makes a tensor an output of the graph under the given name. */
  output(name: string, tensor: string, shape: Shape): void {
    this.#nodes.set(`output ${name}`, {
      opType: 'Identity',
      name,
      input: [tensor],
      output: [name],
      attributes: {},
      domain: '',
    });
    this.#outputs.set(name, shape);
  }

  parameter(name: string, data: Float32Array, shape: readonly number[]): string {
    if (this.#initializers.has(name)) throw new Error(`two parameters are named ${name}`);
    this.#initializers.set(name, { name, shape, data });
    return name;
  }

  /** A constant that may be requested several times; `make` is called once. */
  constant(name: string, make: () => Float32Array, shape: readonly number[]): string {
    return this.#initializers.has(name) ? name : this.parameter(name, make(), shape);
  }

  scalar(value: number): string {
    return this.constant(`scalar ${value}`, () => Float32Array.of(value), []);
  }

  integers(values: readonly number[]): string {
    const name = `integers ${values.join(' ')}`;
    const data = BigInt64Array.from(values, BigInt);
    this.#initializers.set(name, { name, shape: [values.length], data });
    return name;
  }

  /** Adds a node with one output and returns the output's name. The name of an omitted input is ''. */
  node(
    opType: string,
    inputs: readonly string[],
    attributes: Record<string, AttributeValue> = {},
    domain = '',
  ): string {
    const key = JSON.stringify([domain, opType, inputs, attributes]);
    let node = this.#nodes.get(key);
    if (!node) {
      const name = `${opType}_${this.#nodes.size}`;
      node = { opType, name, input: inputs, output: [name], attributes, domain };
      this.#nodes.set(key, node);
    }
    return node.name;
  }

  /** At most one dimension of the shape may be unknown. */
  reshape(x: string, shape: Shape): string {
    const origin = this.#origins.get(x) ?? x;
    const sizes = shape.map((dimension) => (typeof dimension === 'number' ? dimension : -1));
    const reshaped = this.node('Reshape', [origin, this.integers(sizes)]);
    this.#origins.set(reshaped, origin);
    return reshaped;
  }

  build(): OnnxModel {
    const nodes = this.#neededNodes();
    const needed = new Set(nodes.flatMap(({ input }) => input));
    let externalSize = 0;
    const initializers = [...this.#initializers.values()].flatMap((initializer) => {
      const bytes = initializer.data.byteLength;
      if (!needed.has(initializer.name)) return [];
      if (bytes < externalBytes || initializer.data instanceof BigInt64Array) return [initializer];
      const offset = externalSize;
      externalSize += bytes;
      return [{ ...initializer, offset }];
    });
    const parameters = new Uint8Array(externalSize);
    for (const { data, offset } of initializers) {
      if (offset !== undefined)
        parameters.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    }
    const values = (map: Map<string, Shape>) => [...map].map(([name, shape]) => ({ name, shape }));
    const file = serializeModel({
      name: this.#name,
      nodes,
      initializers,
      inputs: values(this.#inputs),
      outputs: values(this.#outputs),
    });
    return { file, parameters };
  }

  /**
   * The nodes that an output depends on, each as early as its inputs allow: of two inputs of a node ONNX Runtime computes
   * the later one first, with all that leads to it. So what can be computed at any time, such as a mask of the forward
   * pass, waits until it is needed, and takes no memory before.
   */
  #neededNodes(): NodeData[] {
    const needed = new Set(this.#outputs.keys());
    const nodes = [...this.#nodes.values()].reverse().filter(({ input, output }) => {
      const isNeeded = output.some((name) => needed.has(name));
      if (isNeeded) for (const name of input) needed.add(name);
      return isNeeded;
    });
    const depths = new Map<string, number>();
    const depth = ({ input }: NodeData) => 1 + Math.max(0, ...input.map((name) => depths.get(name) ?? 0));
    for (const node of nodes.reverse()) for (const name of node.output) depths.set(name, depth(node));
    return nodes.sort((a, b) => depths.get(a.output[0]!)! - depths.get(b.output[0]!)!);
  }
}

/** How each operator is expressed in ONNX. The name of a tensor represents a value. */
export type OnnxRules = Lowering<Emitter, string>;
