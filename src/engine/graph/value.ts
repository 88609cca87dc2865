/** A dimension that is not known when the graph is built goes by a name. */
export type Dimension = number | string;
export type Shape = readonly Dimension[];

/**
 * A float32 tensor that is still to be computed: an operator with what it is applied to. Feature maps are [N, C, H, W].
 * A value never changes, and the same operator applied to the same inputs is the same value.
 */
export interface Value<Attributes extends object = object> {
  /** Larger than those of its inputs: the order of ids is an order of computation. */
  readonly id: number;
  readonly op: Operator<Attributes>;
  readonly inputs: readonly Value[];
  readonly attributes: Attributes;
  readonly shape: Shape;
}

interface Definition<Attributes extends object> {
  /** The result's shape. Throws when the inputs do not fit. */
  shape(inputs: readonly Value[], attributes: Attributes): Shape;
  /**
   * For each input: the slope of a loss with respect to it, from that with respect to the operator's value; undefined
   * where no slope goes that way.
   */
  readonly pullbacks?: readonly ((slope: Value, value: Value<Attributes>) => Value | undefined)[];
  /** Values that this one is 0 wherever they are. */
  vanishesWith?(value: Value<Attributes>): readonly Value[];
  /** Whether factors may move from the value to its only input, which is no larger. */
  readonly isLinear?: boolean;
  /** Whether the value depends on its attributes alone. */
  readonly isConstant?: boolean;
}

/** What can be done with tensors: rules that hold whatever library computes it. */
export interface Operator<Attributes extends object = object> {
  readonly name: string;
  readonly isLinear: boolean;
  readonly isConstant: boolean;
  shape(inputs: readonly Value[], attributes: Attributes): Shape;
  pullback(input: number, slope: Value, value: Value<Attributes>): Value | undefined;
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
    pullback(input, slope, value) {
      const rule = definition.pullbacks?.[input];
      if (!rule) throw new Error(`${name} has no slope with respect to its input ${input}`);
      return rule(slope, value);
    },
  };
}

let lastId = 0;

/** Values by what they are made of, kept as long as one of their inputs is. */
const consumers = new WeakMap<Value, Map<string, Value>>();

/** The value of an operator: the one that is there already, or else a new one. */
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

/** Constants are told apart by what they hold, other values by themselves. */
export function identityOf({ op, id, attributes }: Value): string {
  return op.isConstant ? `${op.name} ${JSON.stringify(attributes)}` : String(id);
}

/** What values are computed from, themselves included, in an order of computation. */
export function reachable(values: Iterable<Value>): Value[] {
  const found = new Set(values);
  // A set can be added to while it is walked through.
  for (const value of found) for (const input of value.inputs) found.add(input);
  return [...found].sort((a, b) => a.id - b.id);
}
