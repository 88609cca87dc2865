import { leaves } from './operators/leaves';
import { reachable, type Shape, type Value } from './value';

/** What to compute: the output values, by name. */
export interface Program {
  readonly name: string;
  readonly outputs: ReadonlyMap<string, Value>;
}

/** The shape of every input that a program needs, by name. */
export function inputsOf({ outputs }: Program): ReadonlyMap<string, Shape> {
  const inputs = new Map<string, Shape>();
  for (const { op, attributes } of reachable(outputs.values())) {
    if (op !== leaves.input) continue;
    const { name, shape } = attributes as { name: string; shape: Shape };
    if (inputs.has(name)) throw new Error(`two inputs are named ${name}`);
    inputs.set(name, shape);
  }
  return inputs;
}
