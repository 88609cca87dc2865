import protobuf from 'protobufjs/light';

import type { Shape } from '../../graph/value';

/**
 * The part of the ONNX intermediate representation that our graphs use. Message names, field names and field numbers
 * are those of the published schema (onnx.proto, IR version 8).
 */
const field = (type: string, id: number, rule?: 'repeated') => ({ type, id, ...(rule && { rule }) });

const schema = protobuf.Root.fromJSON({
  nested: {
    ModelProto: {
      fields: {
        irVersion: field('int64', 1),
        producerName: field('string', 2),
        graph: field('GraphProto', 7),
        opsetImport: field('OperatorSetIdProto', 8, 'repeated'),
      },
    },
    OperatorSetIdProto: { fields: { domain: field('string', 1), version: field('int64', 2) } },
    GraphProto: {
      fields: {
        node: field('NodeProto', 1, 'repeated'),
        name: field('string', 2),
        initializer: field('TensorProto', 5, 'repeated'),
        input: field('ValueInfoProto', 11, 'repeated'),
        output: field('ValueInfoProto', 12, 'repeated'),
      },
    },
    NodeProto: {
      fields: {
        input: field('string', 1, 'repeated'),
        output: field('string', 2, 'repeated'),
        name: field('string', 3),
        opType: field('string', 4),
        attribute: field('AttributeProto', 5, 'repeated'),
        domain: field('string', 7),
      },
    },
    AttributeProto: {
      fields: {
        name: field('string', 1),
        f: field('float', 2),
        i: field('int64', 3),
        s: field('bytes', 4),
        ints: field('int64', 8, 'repeated'),
        type: field('int32', 20),
      },
    },
    TensorProto: {
      fields: {
        dims: field('int64', 1, 'repeated'),
        dataType: field('int32', 2),
        name: field('string', 8),
        rawData: field('bytes', 9),
        externalData: field('StringStringEntryProto', 13, 'repeated'),
        dataLocation: field('int32', 14),
      },
    },
    StringStringEntryProto: { fields: { key: field('string', 1), value: field('string', 2) } },
    ValueInfoProto: { fields: { name: field('string', 1), type: field('TypeProto', 2) } },
    TypeProto: { fields: { tensorType: field('TensorTypeProto', 1) } },
    TensorTypeProto: { fields: { elemType: field('int32', 1), shape: field('TensorShapeProto', 2) } },
    TensorShapeProto: { fields: { dim: field('DimensionProto', 1, 'repeated') } },
    DimensionProto: { fields: { dimValue: field('int64', 1), dimParam: field('string', 2) } },
  },
});

/** TensorProto.DataType */
const dataType = { float: 1, int64: 7 } as const;

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
  const model = schema.lookupType('ModelProto');
  return model
    .encode(
      model.create({
        irVersion: 8,
        producerName: 'stylize',
        opsetImport: [{ domain: '', version: 17 }, ...[...domains].map((domain) => ({ domain, version: 1 }))],
        graph: {
          name: graph.name,
          node: graph.nodes.map(({ attributes, ...node }) => ({
            ...node,
            attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
          })),
          initializer: graph.initializers.map(initializer),
          input: graph.inputs.map(valueInfo),
          output: graph.outputs.map(valueInfo),
        },
      }),
    )
    .finish();
}
