import * as l10n from '../../../../channel/l10n';
import {
  dataType,
  decodeModel,
  integer,
  type AttributeProto,
  type DimensionProto,
  type GraphProto,
  type ModelProto,
  type TensorProto,
  type ValueInfoProto,
} from '../../onnx-schema';
import { badStyle } from '../bad-style';

/** More than any network needs that paints pictures quickly. */
export const mostModelBytes = 128 * 2 ** 20;
const mostNodes = 5000;

/** What a network that paints pictures is made of. Others could run for ever, or ask for any amount of memory. */
const operators: ReadonlySet<string> = new Set(
  (
    'Abs Add AveragePool BatchNormalization Cast Ceil Clip Concat Constant ConstantOfShape Conv ConvTranspose DepthToSpace Div Dropout Elu Exp ' +
    'Flatten Floor Gather GlobalAveragePool HardSigmoid Identity InstanceNormalization LeakyRelu Max MaxPool Min Mul Neg ' +
    'Pad Pow PRelu ReduceMean ReduceSum Relu Reshape Resize Shape Sigmoid Slice SpaceToDepth Split Sqrt Squeeze Sub ' +
    'Tanh Transpose Unsqueeze Upsample'
  ).split(' '),
);

export interface CheckedModel {
  readonly model: ModelProto;
  readonly graph: GraphProto;
  readonly input: string;
  readonly output: string;
}

/**
 * An ONNX model that takes one picture and gives one: [1, 3, H, W], R, G and B from 0 to 255. Refuses what reads other
 * files, and whatever else such a model has no need of.
 *
 * @throws StylizeError 'bad-weights' with the reason
 */
export function checkedModel(path: string, bytes: Uint8Array): CheckedModel {
  const model = decoded(path, bytes);
  const { graph } = model;
  if (!graph || graph.node.length === 0)
    throw badStyle(path, l10n.t`it is not an ONNX model, or it is damaged`);
  if (graph.node.length > mostNodes) throw badStyle(path, l10n.t`it has too many nodes for a fast style`);
  if (graph.initializer.some(isElsewhere)) throw outside(path);
  if (graph.sparseInitializer?.length) throw badStyle(path, l10n.t`it has sparse weights`);
  for (const { domain } of model.opsetImport) requireStandard(path, domain);
  for (const { domain, opType = '', attribute = [] } of graph.node) {
    requireStandard(path, domain);
    if (!operators.has(opType))
      throw badStyle(path, l10n.t`its operator ${opType.slice(0, 40)} is none that a fast style needs`);
    for (const part of attribute) requireFlat(path, part);
  }

  const weights = new Set(graph.initializer.map(({ name }) => name));
  const inputs = graph.input.filter(({ name }) => !weights.has(name));
  if (inputs.length !== 1) throw badStyle(path, l10n.t`it has ${inputs.length} inputs, not one picture`);
  if (graph.output.length !== 1)
    throw badStyle(path, l10n.t`it has ${graph.output.length} outputs, not one picture`);
  const [input, output] = [inputs[0]!, graph.output[0]!];
  requirePicture(path, input, l10n.t`input`);
  if (dimensionsOf(output).length > 0) requirePicture(path, output, l10n.t`output`, true);
  return { model, graph, input: input.name ?? '', output: output.name ?? '' };
}

export const dimensionsOf = ({ type }: ValueInfoProto): readonly DimensionProto[] =>
  type?.tensorType?.shape?.dim ?? [];

function decoded(path: string, bytes: Uint8Array): ModelProto {
  try {
    return decodeModel(bytes);
  } catch (cause) {
    throw badStyle(path, l10n.t`it is not an ONNX model, or it is damaged`, cause);
  }
}

function requirePicture(path: string, value: ValueInfoProto, what: l10n.Message, canBeOpen = false): void {
  const dimensions = dimensionsOf(value);
  const [batch = 0, channels = 0] = dimensions.map(({ dimValue }) => integer(dimValue));
  if (value.type?.tensorType?.elemType !== dataType.float)
    throw badStyle(path, l10n.t`its ${what} is not of 32-bit floating point numbers`);
  if (dimensions.length !== 4)
    throw badStyle(path, l10n.t`its ${what} has ${dimensions.length} dimensions, not the four of a picture`);
  if (batch > 1) throw badStyle(path, l10n.t`its ${what} is of ${batch} pictures, not one`);
  if (channels !== 3 && !(channels === 0 && canBeOpen))
    throw badStyle(path, l10n.t`its ${what} does not have red, green and blue first`);
}

function requireStandard(path: string, domain = ''): void {
  if (domain === '' || domain === 'ai.onnx') return;
  throw badStyle(path, l10n.t`it needs operators of ${domain.slice(0, 40)}, which are not part of ONNX`);
}

function requireFlat(path: string, { t, tensors = [], g, graphs = [] }: AttributeProto): void {
  if ([...(t ? [t] : []), ...tensors].some(isElsewhere)) throw outside(path);
  if ((g?.length ?? 0) > 0 || graphs.length > 0) throw badStyle(path, l10n.t`it has loops or conditions`);
}

const isElsewhere = ({ externalData = [], dataLocation = 0 }: TensorProto): boolean =>
  externalData.length > 0 || dataLocation !== 0;

const outside = (path: string) => badStyle(path, l10n.t`its weights are in other files, which are not read`);
