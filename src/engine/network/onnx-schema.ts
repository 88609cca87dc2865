import protobuf from 'protobufjs/light';

/** ONNX models as published (onnx.proto, IR version 10), without training, functions and sparse tensors. */
const field = (type: string, id: number, rule?: 'repeated') => ({ type, id, ...(rule && { rule }) });

const schema = protobuf.Root.fromJSON({
  nested: {
    ModelProto: {
      fields: {
        irVersion: field('int64', 1),
        producerName: field('string', 2),
        producerVersion: field('string', 3),
        graph: field('GraphProto', 7),
        opsetImport: field('OperatorSetIdProto', 8, 'repeated'),
        metadataProps: field('StringStringEntryProto', 14, 'repeated'),
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
        sparseInitializer: field('bytes', 15, 'repeated'),
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
        t: field('TensorProto', 5),
        // A graph within the node: only whether there is one.
        g: field('bytes', 6),
        floats: field('float', 7, 'repeated'),
        ints: field('int64', 8, 'repeated'),
        strings: field('bytes', 9, 'repeated'),
        tensors: field('TensorProto', 10, 'repeated'),
        graphs: field('bytes', 11, 'repeated'),
        type: field('int32', 20),
      },
    },
    TensorProto: {
      fields: {
        dims: field('int64', 1, 'repeated'),
        dataType: field('int32', 2),
        floatData: field('float', 4, 'repeated'),
        int32Data: field('int32', 5, 'repeated'),
        int64Data: field('int64', 7, 'repeated'),
        name: field('string', 8),
        rawData: field('bytes', 9),
        doubleData: field('double', 10, 'repeated'),
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

/** A 64-bit number as protobuf.js has it. */
type Integer = number | { toNumber(): number };

export interface TensorProto {
  name?: string;
  dims?: readonly Integer[];
  dataType?: number;
  rawData?: Uint8Array;
  externalData?: readonly object[];
  dataLocation?: number;
}

export interface AttributeProto {
  name?: string;
  type?: number;
  f?: number;
  i?: Integer;
  s?: Uint8Array;
  t?: TensorProto;
  g?: Uint8Array;
  ints?: readonly Integer[];
  tensors?: readonly TensorProto[];
  graphs?: readonly Uint8Array[];
}

export interface NodeProto {
  name?: string;
  opType?: string;
  domain?: string;
  input?: readonly string[];
  output?: readonly string[];
  attribute?: readonly AttributeProto[];
}

export interface DimensionProto {
  dimValue?: Integer;
  dimParam?: string;
}

export interface ValueInfoProto {
  name?: string;
  type?: { tensorType?: { elemType?: number; shape?: { dim?: readonly DimensionProto[] } } | null } | null;
}

export interface GraphProto {
  name?: string;
  node: readonly NodeProto[];
  initializer: readonly TensorProto[];
  input: readonly ValueInfoProto[];
  output: readonly ValueInfoProto[];
  sparseInitializer?: readonly Uint8Array[];
}

export interface ModelProto {
  irVersion?: Integer;
  producerName?: string;
  graph?: GraphProto | null;
  opsetImport: readonly { domain?: string; version?: Integer }[];
  metadataProps: readonly { key: string; value: string }[];
}

const modelProto = schema.lookupType('ModelProto');

/** TensorProto.DataType */
export const dataType = { float: 1, int64: 7 } as const;

/** @throws Error for bytes that are no such message */
export const decodeModel = (bytes: Uint8Array): ModelProto =>
  modelProto.toObject(modelProto.decode(bytes), { arrays: true }) as unknown as ModelProto;

export const encodeModel = (model: ModelProto): Uint8Array =>
  modelProto.encode(modelProto.create(model)).finish();

export const integer = (value: Integer | null | undefined): number =>
  typeof value === 'object' && value !== null ? value.toNumber() : (value ?? 0);
