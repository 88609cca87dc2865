import { lower } from '../../graph/operators/operators';
import type { Program } from '../../graph/program';
import { reachable } from '../../graph/value';
import { Emitter, type OnnxModel, type OnnxRules } from './emitter';
import { convolution } from './rules/convolution';
import { elementwise } from './rules/elementwise';
import { matrices } from './rules/matrices';
import { pooling } from './rules/pooling';
import { reductions } from './rules/reductions';
import { shaping } from './rules/shaping';

const rules: OnnxRules = {
  ...elementwise,
  ...reductions,
  ...shaping,
  ...matrices,
  ...convolution,
  ...pooling,
};

/** A program as an ONNX graph, without nodes that no output depends on. */
export function onnxModel({ name, outputs }: Program): OnnxModel {
  const emitter = new Emitter(name);
  const tensors = lower(rules, emitter, reachable(outputs.values()));
  for (const [output, value] of outputs) emitter.output(output, tensors.get(value)!, value.shape);
  return emitter.build();
}
