import {
  dataType,
  encodeModel,
  integer,
  type AttributeProto,
  type ModelProto,
  type NodeProto,
  type ValueInfoProto,
} from '../../onnx-schema';
import { dimensionsOf, type CheckedModel } from './check';

/*
 * What is made of an ONNX model: itself for pictures of any size, and for pictures in windows one that takes the statistics
 * of its instance normalisations and one that is given them.
 */

const pictureInfo = (name: string, channels = true): ValueInfoProto => ({
  name,
  type: {
    tensorType: {
      elemType: dataType.float,
      shape: {
        dim: [
          { dimValue: 1 },
          channels ? { dimValue: 3 } : { dimParam: 'channels' },
          { dimParam: 'height' },
          { dimParam: 'width' },
        ],
      },
    },
  },
});

const momentsInfo = (name: string): ValueInfoProto => ({
  name,
  type: {
    tensorType: {
      elemType: dataType.float,
      shape: {
        dim: [{ dimValue: 1 }, { dimParam: `channels of ${name}` }, { dimValue: 1 }, { dimValue: 1 }],
      },
    },
  },
});

/** The model for pictures of any size. Sizes that it states within are left out; they are those of one picture. */
export function freed({ model, graph, input, output }: CheckedModel): ModelProto {
  const inputs = graph.input.map((info) => (info.name === input ? pictureInfo(input) : info));
  // The output may have a size that the runtime would only warn of.
  const stated = graph.output.map((info) => (dimensionsOf(info).length > 0 ? pictureInfo(output) : info));
  return {
    ...model,
    // Older runtimes of ONNX want every weight among the inputs, newer ones take that for a weight that may change.
    graph: { ...graph, input: inputs.filter(({ name }) => name === input), output: stated },
    irVersion: Math.max(integer(model.irVersion), 4),
  };
}

/** Whether the picture may be painted in windows: all that looks at it as a whole is an instance normalisation. */
export const isLocal = ({ graph }: CheckedModel): boolean =>
  !graph.node.some(({ opType = '' }) => /^(?:Reduce|Global|Flatten|MatMul)/.test(opType));

/** Names of what the variants take and give: means and variances of the input of the normalisation at an index. */
export const momentNames = (index: number) => ({
  mean: `stylize mean ${index}`,
  variance: `stylize variance ${index}`,
});

/** A model that gives the means and variances of every instance normalisation. */
export function measuring(checked: CheckedModel): Uint8Array {
  const model = freed(checked);
  const graph = model.graph!;
  const outputs: ValueInfoProto[] = [];
  const added = graph.node.filter(isNormalization).flatMap(({ input = [] }, index) => {
    const { mean, variance } = momentNames(index);
    const [difference, square] = [`stylize difference ${index}`, `stylize square ${index}`];
    outputs.push(momentsInfo(mean), momentsInfo(variance));
    return [
      meanNode(model, input[0]!, mean),
      node('Sub', [input[0]!, mean], difference),
      node('Mul', [difference, difference], square),
      meanNode(model, square, variance),
    ];
  });
  return encodeModel({
    ...withAxes(model),
    graph: { ...withAxes(model).graph!, node: [...graph.node, ...added], output: outputs },
  });
}

/** A model whose instance normalisations are given their means and variances. */
export function given(checked: CheckedModel): Uint8Array {
  const model = freed(checked);
  const graph = model.graph!;
  const inputs: ValueInfoProto[] = [];
  let index = 0;
  const nodes = graph.node.flatMap((normalization) => {
    if (!isNormalization(normalization)) return [normalization];
    const { input: [x = '', gain = '', offset = ''] = [], output: [y = ''] = [] } = normalization;
    const { mean, variance } = momentNames(index);
    inputs.push(momentsInfo(mean), momentsInfo(variance));
    const name = (what: string) => `stylize ${what} ${index}`;
    const epsilon = normalization.attribute?.find((attribute) => attribute.name === 'epsilon')?.f ?? 1e-5;
    index++;
    return [
      constant(name('epsilon'), Float32Array.of(epsilon)),
      node('Add', [variance, name('epsilon')], name('sum')),
      node('Sqrt', [name('sum')], name('deviation')),
      node('Reshape', [gain, perChannel], name('gain')),
      node('Reshape', [offset, perChannel], name('offset')),
      node('Div', [name('gain'), name('deviation')], name('factor')),
      node('Sub', [x, mean], name('difference')),
      node('Mul', [name('difference'), name('factor')], name('product')),
      node('Add', [name('product'), name('offset')], y),
    ];
  });
  const shape = {
    name: perChannel,
    dims: [4],
    dataType: dataType.int64,
    rawData: bytesOf(BigInt64Array.of(1n, -1n, 1n, 1n)),
  };
  return encodeModel({
    ...model,
    graph: {
      ...graph,
      node: nodes,
      initializer: [...graph.initializer, shape],
      input: [...graph.input, ...inputs],
    },
  });
}

const perChannel = 'stylize per channel';
const axes = 'stylize axes';

const isNormalization = ({ opType }: NodeProto): boolean => opType === 'InstanceNormalization';

const node = (
  opType: string,
  input: string[],
  output: string,
  attribute: AttributeProto[] = [],
): NodeProto => ({
  opType,
  name: output,
  input,
  output: [output],
  attribute,
});

/** Since opset 18, ReduceMean has its axes as an input. */
const opsetOf = ({ opsetImport }: ModelProto): number =>
  Math.max(...opsetImport.map(({ version }) => integer(version)));

const ints = 7;

function meanNode(model: ModelProto, x: string, output: string): NodeProto {
  return opsetOf(model) >= 18
    ? node('ReduceMean', [x, axes], output)
    : node('ReduceMean', [x], output, [{ name: 'axes', type: ints, ints: [2, 3] }]);
}

function withAxes(model: ModelProto): ModelProto {
  if (opsetOf(model) < 18) return model;
  const graph = model.graph!;
  const tensor = {
    name: axes,
    dims: [2],
    dataType: dataType.int64,
    rawData: bytesOf(BigInt64Array.of(2n, 3n)),
  };
  return { ...model, graph: { ...graph, initializer: [...graph.initializer, tensor] } };
}

const tensorAttribute = 4;

const constant = (name: string, values: Float32Array): NodeProto =>
  node('Constant', [], name, [
    {
      name: 'value',
      type: tensorAttribute,
      t: { dims: [values.length], dataType: dataType.float, rawData: bytesOf(values) },
    },
  ]);

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | BigInt64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
