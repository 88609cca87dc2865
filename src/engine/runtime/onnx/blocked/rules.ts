import { convolutions } from '../../../graph/operators/convolution';
import type { Lowering } from '../../../graph/operators/operators';
import { sameShape } from '../../../graph/shapes';
import type { Value } from '../../../graph/value';
import type { Emitter } from '../emitter';
import type { AttributeValue } from '../model-file';
import { steepSigmoid } from '../rules/elementwise';
import { plainRules } from '../rules/rules';
import type { BlockedGraph } from './graph';
import { knownParameter } from './kernels';
import { convolveInPhases } from './phases';
import { averagePool, maxPool, maxPoolGradient, upsample } from './pooling';

type BlockedRules = Lowering<BlockedGraph, string>;
type AnyRule = (e: Emitter, inputs: readonly string[], value: Value) => string;

const inPlainOrder = Object.fromEntries(
  Object.entries(plainRules as unknown as Record<string, AnyRule>).map(([name, rule]) => [
    name,
    (g: BlockedGraph, inputs: readonly string[], value: Value) =>
      rule(
        g.emitter,
        inputs.map((input) => g.plain(input)),
        value,
      ),
  ]),
) as unknown as BlockedRules;

/** How the operators are computed on a processor. Those that are not named here need their inputs in plain order. */
export const blockedRules: BlockedRules = {
  ...inPlainOrder,
  // ONNX Runtime lets tensors whose shapes it knows share memory, and frees none before the last of them. So it is told no
  // shape in the forward pass, whose tensors then take memory only as long as they are needed.
  input: (g, _, { attributes: { name, shape } }) =>
    g.emitter.input(name, shape.length === 4 ? [...shape.slice(0, 2), '', ''] : shape),
  // A kernel in blocks is made where it is used.
  reversedKernel: (g, inputs, value) =>
    g.consumers(value).every((user) => g.kernelOf(user)) ? '' : inPlainOrder.reversedKernel(g, inputs, value),
  convolve(g, inputs, value) {
    const [x, , bias] = value.inputs;
    const { pad, stride } = value.attributes;
    const pads = [pad, pad, pad, pad];
    const kernel = g.kernelOf(value);
    if (kernel) {
      return (
        convolveInPhases(g, inputs[0]!, kernel, value) ??
        g.convolve(inputs[0]!, x!, kernel, bias && knownParameter(bias), pads, stride)
      );
    }
    const given = g.givenKernelOf(value, inputs[1]!);
    return given
      ? g.convolve(inputs[0]!, x!, given, inputs[2], pads, stride)
      : inPlainOrder.convolve(g, inputs, value);
  },
  relu(g, inputs, value) {
    const [x] = value.inputs;
    const fused = x!.op === convolutions.convolve && g.isUsedOnce(x!) ? g.rectified(inputs[0]!) : undefined;
    return fused ?? unary('Relu')(g, inputs) ?? inPlainOrder.relu(g, inputs, value);
  },
  isPositive: (g, inputs, value) =>
    unary('HardSigmoid', steepSigmoid(0))(g, inputs) ?? inPlainOrder.isPositive(g, inputs, value),
  scale: (g, inputs, value) =>
    g.isBlocked(inputs[0]!)
      ? g.elementwise('Mul', [inputs[0]!, g.emitter.scalar(value.attributes.factor)])
      : inPlainOrder.scale(g, inputs, value),
  add(g, inputs, value) {
    for (const [index, x] of value.inputs.entries()) {
      const other = value.inputs[1 - index]!;
      if (x.op !== convolutions.convolve || !g.isUsedOnce(x) || !sameShape(x.shape, other.shape)) continue;
      if (!g.isBlocked(inputs[index]!) || !g.canBlock(other)) continue;
      const fused = g.addedTo(inputs[index]!, g.blocked(inputs[1 - index]!, other));
      if (fused !== undefined) return fused;
    }
    return joint('Add')(g, inputs, value) ?? inPlainOrder.add(g, inputs, value);
  },
  multiply: (g, inputs, value) => joint('Mul')(g, inputs, value) ?? inPlainOrder.multiply(g, inputs, value),
  maxPool: (g, inputs, value) => maxPool(g, inputs, value) ?? inPlainOrder.maxPool(g, inputs, value),
  maxPoolGradient: (g, inputs, value) =>
    maxPoolGradient(g, inputs, value) ?? inPlainOrder.maxPoolGradient(g, inputs, value),
  averagePool: (g, inputs, value) => averagePool(g, inputs) ?? inPlainOrder.averagePool(g, inputs, value),
  upsample: (g, inputs, value) => upsample(g, inputs) ?? inPlainOrder.upsample(g, inputs, value),
};

/** An element-wise operator of a tensor that is in blocks. */
const unary =
  (opType: string, attributes: Record<string, AttributeValue> = {}) =>
  (g: BlockedGraph, [x]: readonly string[]): string | undefined =>
    g.isBlocked(x!) ? g.elementwise(opType, [x!], attributes) : undefined;

/** An element-wise operator of two tensors of one shape, of which one at least is in blocks. */
const joint =
  (opType: string) =>
  (g: BlockedGraph, tensors: readonly string[], { inputs: values }: Value): string | undefined => {
    const [a, b] = values;
    if (!sameShape(a!.shape, b!.shape) || !tensors.some((tensor) => g.isBlocked(tensor))) return undefined;
    if (!values.every((value, index) => g.isBlocked(tensors[index]!) || g.canBlock(value))) return undefined;
    return g.elementwise(
      opType,
      tensors.map((tensor, index) => g.blocked(tensor, values[index]!)),
    );
  };
