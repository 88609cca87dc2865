/** A size, or a name for a size that is unknown when the graph is built. */
export type Dimension = number | string;
export type Shape = readonly Dimension[];

/**
 * A float32 tensor yet to be computed: an operator and its inputs. Feature maps are [N, C, H, W]. Values are immutable,
 * and the same operator applied to the same inputs gives the same value.
 */
export interface Value<Attributes extends object = object> {
  /** Larger than the inputs' ids, so that the order of ids is an order of computation. */
  readonly id: number;
  readonly op: Operator<Attributes>;
  readonly inputs: readonly Value[];
  readonly attributes: Attributes;
  readonly shape: Shape;
}

interface Definition<Attributes extends object> {
  /** The result's shape. Throws when the inputs do not fit together. */
  shape(inputs: readonly Value[], attributes: Attributes): Shape;
  /**
   * For each input: the gradient of a loss with respect to it, from that with respect to the operator's value;
   * undefined where no gradient flows.
   */
  readonly pullbacks?: readonly ((gradient: Value, value: Value<Attributes>) => Value | undefined)[];
  /** The same for an operator of any number of inputs. */
  pullback?(input: number, gradient: Value, value: Value<Attributes>): Value | undefined;
  /** Values whose zeros are zeros of this one too. */
  vanishesWith?(value: Value<Attributes>): readonly Value[];
  /** Whether a factor may move from the value to its only input, which is no larger. */
  readonly isLinear?: boolean;
  /** Whether the value depends on its attributes alone. */
  readonly isConstant?: boolean;
}

/** An operation on tensors, with the rules that hold whichever library computes it. */
export interface Operator<Attributes extends object = object> {
  readonly name: string;
  readonly isLinear: boolean;
  readonly isConstant: boolean;
  shape(inputs: readonly Value[], attributes: Attributes): Shape;
  pullback(input: number, gradient: Value, value: Value<Attributes>): Value | undefined;
  vanishesWith(value: Value<Attributes>): readonly Value[];
}

export function operator<Attributes extends object = object>(
  name: string,
  definition: Definition<Attributes>,
): Operator<Attributes> {
  return {
    isLinear: false,
    isConstant: false,
    vanishesWith: () => [],
    ...definition,
    name,
    pullback(input, gradient, value) {
      if (definition.pullback) return definition.pullback(input, gradient, value);
      const rule = definition.pullbacks?.[input];
      if (!rule) throw new Error(`${name} is not differentiable with respect to its input ${input}`);
      return rule(gradient, value);
    },
  };
}

let lastId = 0;

/** The values computed from a value, by operator and inputs. Kept as long as that value. */
const consumers = new WeakMap<Value, Map<string, Value>>();

/** The value of an operator: the existing one for these inputs, or else a new one. */
export function apply<Attributes extends object>(
  op: Operator<Attributes>,
  inputs: readonly Value[],
  attributes: Attributes,
): Value<Attributes> {
  const owner = inputs.find((input) => !input.op.isConstant);
  if (!owner) return create(op, inputs, attributes);
  const known = consumers.get(owner) ?? new Map<string, Value>();
  consumers.set(owner, known);
  const key = `${op.name} ${JSON.stringify(attributes)} ${inputs.map(identityOf).join(' ')}`;
  let value = known.get(key);
  if (!value) known.set(key, (value = create(op, inputs, attributes)));
  return value as Value<Attributes>;
}

/** The value of an operator, distinct from every other. */
export function create<Attributes extends object>(
  op: Operator<Attributes>,
  inputs: readonly Value[],
  attributes: Attributes,
): Value<Attributes> {
  return { id: ++lastId, op, inputs, attributes, shape: op.shape(inputs, attributes) };
}

/** Constants are identified by their content, other values by their id. */
function identityOf({ op, id, attributes }: Value): string {
  return op.isConstant ? `${op.name} ${JSON.stringify(attributes)}` : String(id);
}

/** All values needed to compute the given ones, themselves included, in an order of computation. */
export function reachable(values: Iterable<Value>): Value[] {
  const found = new Set(values);
  // Iterating over a set visits what is added meanwhile.
  for (const value of found) for (const input of value.inputs) found.add(input);
  return [...found].sort((a, b) => a.id - b.id);
}
