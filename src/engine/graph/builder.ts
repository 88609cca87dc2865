import {
  serializeModel,
  type AttributeValue,
  type Dimension,
  type InitializerData,
  type NodeData,
} from './onnx';

export type Shape = readonly Dimension[];

/** A float32 value of the graph. */
export interface Tensor {
  readonly name: string;
  readonly shape: Shape;
}

/** A finished graph, ready for ONNX Runtime. */
export interface OnnxModel {
  /** The ONNX file without its large constants. */
  readonly file: Uint8Array;
  /** The large constants, to be handed over under `externalDataPath`. */
  readonly parameters: Uint8Array;
  readonly inputs: ReadonlyMap<string, Shape>;
  readonly outputs: readonly string[];
}

/** Slope of the hard sigmoids that stand for comparisons; its product with an activation stays finite. */
const steepness = 1e30;

/** Constants of at least this size stay out of the file: protobuf would copy them. */
const externalBytes = 1024;

/**
 * Emits an ONNX graph node by node, keeping track of shapes: a shape that does not fit is an error here, with the
 * node's name, and not a message of the runtime's. Feature maps are NCHW with N = 1.
 */
export class GraphBuilder {
  private readonly nodes: NodeData[] = [];
  private readonly initializers: InitializerData[] = [];
  private readonly inputs = new Map<string, Shape>();
  private readonly outputs = new Map<string, Shape>();
  private readonly constants = new Map<string, Tensor>();
  private externalSize = 0;
  private counter = 0;

  constructor(private readonly name: string) {}

  input(name: string, shape: Shape): Tensor {
    if (this.inputs.has(name)) throw new Error(`two inputs are named ${name}`);
    this.inputs.set(name, shape);
    return { name, shape };
  }

  /** Makes a value an output of the graph, under a name of its own. */
  output(name: string, value: Tensor): void {
    if (this.outputs.has(name)) throw new Error(`two outputs are named ${name}`);
    this.nodes.push({ opType: 'Identity', name, input: [value.name], output: [name], attributes: {} });
    this.outputs.set(name, value.shape);
  }

  parameter(name: string, data: Float32Array, shape: readonly number[]): Tensor {
    if (product(shape) !== data.length)
      throw new Error(`${name}: ${data.length} values for [${shape.join(', ')}]`);
    if (data.byteLength < externalBytes) this.initializers.push({ name, shape, data });
    else {
      this.initializers.push({ name, shape, data, offset: this.externalSize });
      this.externalSize += data.byteLength;
    }
    return { name, shape };
  }

  scalar(value: number): Tensor {
    return this.constant(`scalar ${value}`, () =>
      this.parameter(`scalar ${value}`, Float32Array.of(value), []),
    );
  }

  /** Convolution with stride 1. `pad` zeros on every side. Kernel [out, in, k, k], bias [out]. */
  convolution(x: Tensor, kernel: Tensor, bias: Tensor | undefined, pad: number): Tensor {
    const [n, c, h, w] = featureMap(x);
    const [out, inputs, size] = kernel.shape as readonly number[];
    if (inputs !== c) throw new Error(`${kernel.name}: expects ${inputs} channels, ${x.name} has ${c}`);
    const grow = 2 * pad - (size! - 1);
    return this.node('Conv', [x, kernel, ...(bias ? [bias] : [])], [n, out!, plus(h, grow), plus(w, grow)], {
      kernel_shape: [size!, size!],
      pads: [pad, pad, pad, pad],
    });
  }

  relu(x: Tensor): Tensor {
    return this.node('Relu', [x], x.shape);
  }

  /** 2×2 windows, stride 2; a last odd row or column is dropped. */
  pool(x: Tensor, kind: 'MaxPool' | 'AveragePool'): Tensor {
    const [n, c, h, w] = featureMap(x);
    return this.node(kind, [x], [n, c, half(h), half(w)], { kernel_shape: [2, 2], strides: [2, 2] });
  }

  /** Every element becomes a 2×2 square of itself. */
  upsample(x: Tensor): Tensor {
    const [n, c, h, w] = featureMap(x);
    const scales = this.constant('upsample scales', () =>
      this.parameter('upsample scales', Float32Array.of(1, 1, 2, 2), [4]),
    );
    const result = this.fresh('Resize', [n, c, times(h, 2), times(w, 2)]);
    this.nodes.push({
      opType: 'Resize',
      name: result.name,
      input: [x.name, '', scales.name],
      output: [result.name],
      attributes: { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' },
    });
    return result;
  }

  add = (a: Tensor, b: Tensor) => this.elementwise('Add', a, b);
  subtract = (a: Tensor, b: Tensor) => this.elementwise('Sub', a, b);
  multiply = (a: Tensor, b: Tensor) => this.elementwise('Mul', a, b);
  divide = (a: Tensor, b: Tensor) => this.elementwise('Div', a, b);
  square = (a: Tensor) => this.elementwise('Mul', a, a);
  scale = (a: Tensor, factor: number) => this.multiply(a, this.scalar(factor));

  squareRoot(x: Tensor): Tensor {
    return this.node('Sqrt', [x], x.shape);
  }

  absolute(x: Tensor): Tensor {
    return this.node('Abs', [x], x.shape);
  }

  /** −1, 0 or 1. Not the operator of that name, which the WebGPU provider lacks. */
  sign(x: Tensor): Tensor {
    const step = this.node('HardSigmoid', [x], x.shape, {
      alpha: { float: steepness },
      beta: { float: 0.5 },
    });
    return this.subtract(this.scale(step, 2), this.scalar(1));
  }

  /**
   * 1 where `x` is positive, 0 elsewhere. A saturated hard sigmoid: several times faster than a comparison and a
   * selection, and steep enough that no difference of two activations falls on its slope.
   */
  isPositive(x: Tensor): Tensor {
    return this.node('HardSigmoid', [x], x.shape, { alpha: { float: steepness }, beta: { float: 0 } });
  }

  /** 1 where `x`, which is never positive, is 0; 0 elsewhere. */
  isZero(x: Tensor): Tensor {
    return this.node('HardSigmoid', [x], x.shape, { alpha: { float: steepness }, beta: { float: 1 } });
  }

  /** `factor · A·B` of matrices, either of them transposed if wanted. */
  matrixProduct(
    a: Tensor,
    b: Tensor,
    options: { transposeA?: boolean; transposeB?: boolean; factor?: number } = {},
  ): Tensor {
    const [rows, innerA] = options.transposeA ? [a.shape[1], a.shape[0]] : a.shape;
    const [innerB, columns] = options.transposeB ? [b.shape[1], b.shape[0]] : b.shape;
    if (innerA !== innerB) {
      throw new Error(`cannot multiply ${describe(a)} by ${describe(b)}`);
    }
    return this.node('Gemm', [a, b], [rows!, columns!], {
      transA: options.transposeA ? 1 : 0,
      transB: options.transposeB ? 1 : 0,
      alpha: { float: options.factor ?? 1 },
    });
  }

  /** The unit matrix [n, n]. */
  identity(n: number): Tensor {
    const name = `identity ${n}`;
    return this.constant(name, () => {
      const data = new Float32Array(n * n);
      for (let i = 0; i < n; i++) data[i * (n + 1)] = 1;
      return this.parameter(name, data, [n, n]);
    });
  }

  /** At most one dimension may be unknown, as a name. */
  reshape(x: Tensor, shape: Shape): Tensor {
    const target = shape.map((d) => (typeof d === 'number' ? d : -1));
    const key = `shape ${target.join(' ')}`;
    const constant = this.constant(key, () => this.integers(key, target));
    return this.node('Reshape', [x, constant], shape);
  }

  /** Mean of each channel of a feature map: [N, C, 1, 1]. */
  spatialMean(x: Tensor): Tensor {
    const [n, c] = featureMap(x);
    return this.node('GlobalAveragePool', [x], [n, c, 1, 1]);
  }

  /** Repeats `x` along its dimensions of 1 until it has the shape. */
  expand(x: Tensor, shape: readonly number[]): Tensor {
    const key = `shape ${shape.join(' ')}`;
    return this.node('Expand', [x, this.constant(key, () => this.integers(key, shape))], shape);
  }

  /** Rows `from` to before `to` of a matrix. */
  rows(x: Tensor, from: number, to: number): Tensor {
    return this.slice(x, [from], [to], [0], [to - from, x.shape[1]!]);
  }

  /** Sum of squares of all elements, a scalar. */
  sumOfSquares(x: Tensor): Tensor {
    const shape = x.shape.slice(0, -1);
    return this.sum(this.node('ReduceSumSquare', [x], shape, { axes: [shape.length], keepdims: 0 }));
  }

  /**
   * Sum of all elements, a scalar. Axis by axis: in one long sum of float32 each element is small beside what is there
   * already, and its last digits are lost (ONNX Runtime's processor kernels: 2e-4 of two million squares).
   */
  sum(x: Tensor): Tensor {
    if (x.shape.length === 0) return x;
    const shape = x.shape.slice(0, -1);
    const key = `axis ${shape.length}`;
    const axis = this.constant(key, () => this.integers(key, [shape.length]));
    return this.sum(this.node('ReduceSum', [x, axis], shape, { keepdims: 0 }));
  }

  /** Rows `from[0]` to before `to[0]` and columns `from[1]` to before `to[1]` of a feature map; negative from the end. */
  crop(x: Tensor, from: readonly [number, number], to: readonly [number, number]): Tensor {
    const [n, c, h, w] = staticFeatureMap(x);
    const [top, left] = [resolve(from[0], h), resolve(from[1], w)];
    const [bottom, right] = [resolve(to[0], h), resolve(to[1], w)];
    if (top === 0 && left === 0 && bottom === h && right === w) return x;
    return this.slice(x, [top, left], [bottom, right], [2, 3], [n, c, bottom - top, right - left]);
  }

  /**
   * Adds rows and columns around a feature map, and channels after its last one: zeros, or copies of the nearest
   * element.
   */
  pad(
    x: Tensor,
    sides: { top?: number; left?: number; bottom?: number; right?: number; channels?: number },
    mode: 'constant' | 'edge',
  ) {
    const { top = 0, left = 0, bottom = 0, right = 0, channels = 0 } = sides;
    if (top + left + bottom + right + channels === 0) return x;
    const [n, c, h, w] = featureMap(x);
    const pads = [0, 0, top, left, 0, channels, bottom, right];
    const key = `pads ${pads.join(' ')}`;
    const amounts = this.constant(key, () => this.integers(key, pads));
    const shape = [n, plus(c, channels), plus(h, top + bottom), plus(w, left + right)];
    return this.node('Pad', [x, amounts], shape, { mode });
  }

  concatenate(values: readonly Tensor[], axis: number): Tensor {
    const shape = [...values[0]!.shape];
    shape[axis] = values.reduce((sum, value) => sum + Number(value.shape[axis]), 0);
    return this.node('Concat', values, shape, { axis });
  }

  build(): OnnxModel {
    const parameters = new Uint8Array(this.externalSize);
    for (const { data, offset } of this.initializers) {
      if (offset !== undefined) {
        parameters.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
      }
    }
    const values = (map: Map<string, Shape>) => [...map].map(([name, shape]) => ({ name, shape }));
    return {
      file: serializeModel({
        name: this.name,
        nodes: this.nodes,
        initializers: this.initializers,
        inputs: values(this.inputs),
        outputs: values(this.outputs),
      }),
      parameters,
      inputs: this.inputs,
      outputs: [...this.outputs.keys()],
    };
  }

  private slice(x: Tensor, from: number[], to: number[], axes: number[], shape: Shape): Tensor {
    const names = [from, to, axes].map((values) => {
      const key = `indices ${values.join(' ')}`;
      return this.constant(key, () => this.integers(key, values));
    });
    return this.node('Slice', [x, ...names], shape);
  }

  private elementwise(opType: string, a: Tensor, b: Tensor): Tensor {
    return this.node(opType, [a, b], broadcast(a.shape, b.shape));
  }

  private node(
    opType: string,
    inputs: readonly Tensor[],
    shape: Shape,
    attributes: Record<string, AttributeValue> = {},
  ): Tensor {
    const result = this.fresh(opType, shape);
    this.nodes.push({
      opType,
      name: result.name,
      input: inputs.map((i) => i.name),
      output: [result.name],
      attributes,
    });
    return result;
  }

  private fresh(opType: string, shape: Shape): Tensor {
    return { name: `${opType}_${this.counter++}`, shape };
  }

  private integers(name: string, values: readonly number[]): Tensor {
    this.initializers.push({ name, shape: [values.length], data: BigInt64Array.from(values, BigInt) });
    return { name, shape: [values.length] };
  }

  private constant(key: string, make: () => Tensor): Tensor {
    let tensor = this.constants.get(key);
    if (!tensor) this.constants.set(key, (tensor = make()));
    return tensor;
  }
}

export const product = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

const describe = (x: Tensor) => `${x.name} [${x.shape.join(', ')}]`;

function featureMap(x: Tensor): [Dimension, Dimension, Dimension, Dimension] {
  if (x.shape.length !== 4) throw new Error(`${describe(x)} is not a feature map`);
  return x.shape as unknown as [Dimension, Dimension, Dimension, Dimension];
}

/** [N, C, H, W] of a feature map whose size is known. */
export function staticFeatureMap(x: Tensor): [number, number, number, number] {
  return featureMap(x).map((dimension) => {
    if (typeof dimension !== 'number') throw new Error(`the size of ${describe(x)} is not known`);
    return dimension;
  }) as [number, number, number, number];
}

const plus = (d: Dimension, n: number): Dimension =>
  typeof d === 'number' ? d + n : n === 0 ? d : `${d}+${n}`;
const times = (d: Dimension, n: number): Dimension => (typeof d === 'number' ? d * n : `${d}*${n}`);
const half = (d: Dimension): Dimension => (typeof d === 'number' ? Math.floor(d / 2) : `${d}/2`);
const resolve = (index: number, size: number) => (index < 0 ? size + index : Math.min(index, size));

function broadcast(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    if (x !== y && x !== 1 && y !== 1)
      throw new Error(`[${a.join(', ')}] and [${b.join(', ')}] do not broadcast`);
    return x === 1 ? y : x;
  });
}
