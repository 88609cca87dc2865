import { lower } from '../../graph/operators/operators';
import type { Program } from '../../graph/program';
import { reachable } from '../../graph/value';
import { BlockedGraph } from './blocked/graph';
import { blockedRules } from './blocked/rules';
import { Emitter, type OnnxModel } from './emitter';
import { plainRules } from './rules/rules';

/**
 * A program as an ONNX graph, without nodes that no output depends on.
 *
 * @param blockSize how many channels ONNX Runtime's convolutions take at a time, on a processor: see `BlockedGraph`
 */
export function onnxModel({ name, outputs }: Program, blockSize?: number): OnnxModel {
  const emitter = new Emitter(name);
  const values = reachable(outputs.values());
  if (blockSize === undefined) {
    const tensors = lower(plainRules, emitter, values);
    for (const [output, value] of outputs) emitter.output(output, tensors.get(value)!, value.shape);
  } else {
    const graph = new BlockedGraph(emitter, blockSize, values, outputs.values());
    const tensors = lower(blockedRules, graph, values);
    for (const [output, value] of outputs)
      emitter.output(output, graph.plain(tensors.get(value)!), value.shape);
  }
  return emitter.build();
}
