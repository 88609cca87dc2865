import type { Shape } from '../../graph/value';
import { dataType, encodeModel } from '../../network/onnx-schema';

/** AttributeProto.AttributeType */
const attributeType = { float: 1, int: 2, string: 3, ints: 7 } as const;

/** A node's attribute. A plain number becomes an INT; wrap a FLOAT as `{ float }`. */
export type AttributeValue = number | readonly number[] | string | { readonly float: number };

export interface NodeData {
  readonly opType: string;
  /** '' for ONNX's own operators. */
  readonly domain: string;
  readonly name: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

export interface ValueData {
  readonly name: string;
  readonly shape: Shape;
}

export interface InitializerData {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | BigInt64Array;
  /** Position of the bytes in the model's external data, if they stay out of the file. */
  readonly offset?: number;
}

export interface GraphData {
  readonly name: string;
  readonly nodes: readonly NodeData[];
  readonly initializers: readonly InitializerData[];
  readonly inputs: readonly ValueData[];
  readonly outputs: readonly ValueData[];
}

/** The name of the external data file, which exists only in memory. */
export const externalDataPath = 'parameters';

function attribute(name: string, value: AttributeValue) {
  if (typeof value === 'string')
    return { name, type: attributeType.string, s: new TextEncoder().encode(value) };
  if (typeof value === 'number') return { name, type: attributeType.int, i: value };
  if ('float' in value) return { name, type: attributeType.float, f: value.float };
  return { name, type: attributeType.ints, ints: value };
}

const valueInfo = ({ name, shape }: ValueData) => ({
  name,
  type: {
    tensorType: {
      elemType: dataType.float,
      shape: { dim: shape.map((d) => (typeof d === 'number' ? { dimValue: d } : { dimParam: d })) },
    },
  },
});

function initializer({ name, shape, data, offset }: InitializerData) {
  const common = {
    name,
    dims: shape,
    dataType: data instanceof Float32Array ? dataType.float : dataType.int64,
  };
  if (offset === undefined) {
    return { ...common, rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
  }
  return {
    ...common,
    dataLocation: 1,
    externalData: [
      { key: 'location', value: externalDataPath },
      { key: 'offset', value: String(offset) },
      { key: 'length', value: String(data.byteLength) },
    ],
  };
}

/** The graph as an ONNX file in opset 17, which every execution provider that we use implements. */
export function serializeModel(graph: GraphData): Uint8Array {
  const domains = new Set(graph.nodes.map(({ domain }) => domain));
  domains.delete('');
  return encodeModel({
    irVersion: 8,
    producerName: 'stylize',
    opsetImport: [{ domain: '', version: 17 }, ...[...domains].map((domain) => ({ domain, version: 1 }))],
    metadataProps: [],
    graph: {
      name: graph.name,
      node: graph.nodes.map(({ attributes, input, output, ...node }) => ({
        ...node,
        input: [...input],
        output: [...output],
        attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
      })),
      initializer: graph.initializers.map(initializer),
      input: graph.inputs.map(valueInfo),
      output: graph.outputs.map(valueInfo),
    },
  });
}
