import type { Program } from './program';
import { elements, staticShape } from './shapes';
import { reachable, type Value } from './value';

/** Whose result takes the place of an input that nobody else needs, in ONNX Runtime. */
const inPlace: ReadonlySet<string> = new Set([
  'add',
  'subtract',
  'multiply',
  'divide',
  'scale',
  'square',
  'squareRoot',
  'absolute',
  'sign',
  'isPositive',
  'relu',
  'tanh',
]);

/** Whose result is its first input's memory. */
const views: ReadonlySet<string> = new Set(['reshape', 'customPullback']);

/** Arrays of its result's size that an operator needs besides, while it computes. */
const temporaries: Readonly<Record<string, number>> = { maxPoolGradient: 2 };

/**
 * Most bytes that a program's values take at once when they are computed one by one and each is freed after its last use.
 * Inputs and parameters are not counted.
 */
export function peakBytes({ outputs }: Program): number {
  const order = reachable(outputs.values());
  const lastUse = new Map<Value, Value>();
  for (const value of order) for (const input of value.inputs) lastUse.set(storage(input), value);
  for (const value of outputs.values()) lastUse.delete(storage(value));
  let live = 0;
  let peak = 0;
  for (const value of order) {
    const bytes = isGiven(value) || storage(value) !== value ? 0 : bytesOf(value);
    const dying = [...new Set(value.inputs.map(storage))].filter(
      (input) => !isGiven(input) && lastUse.get(input) === value,
    );
    const takesPlace = inPlace.has(value.op.name) && dying.some((input) => bytesOf(input) === bytes);
    peak = Math.max(peak, live + bytes * ((takesPlace ? 0 : 1) + (temporaries[value.op.name] ?? 0)));
    live += bytes - dying.reduce((sum, input) => sum + bytesOf(input), 0);
  }
  return peak;
}

/** The value whose memory holds a value. */
function storage(value: Value): Value {
  return views.has(value.op.name) ? storage(value.inputs[0]!) : value;
}

const isGiven = ({ inputs }: Value): boolean => inputs.length === 0;

const bytesOf = ({ shape }: Value): number => 4 * elements(staticShape(shape));
