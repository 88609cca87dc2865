import { elements } from '../shapes';
import { create, operator, type Shape, type Value } from '../value';

/** Operators without inputs, with which every graph begins. */
export const leaves = {
  input: operator<{ name: string; shape: Shape }>('input', { shape: (_, { shape }) => shape }),
  parameter: operator<{ name: string; shape: readonly number[]; data: Float32Array }>('parameter', {
    shape: (_, { shape }) => shape,
  }),
  constant: operator<{ value: number }>('constant', { shape: () => [], isConstant: true }),
  identity: operator<{ size: number }>('identity', {
    shape: (_, { size }) => [size, size],
    isConstant: true,
  }),
};

/** A value that is fed by name, and may differ in every evaluation. */
export const input = (name: string, shape: Shape): Value => create(leaves.input, [], { name, shape });

/** Data that belongs to the graph, such as a network's weights. */
export function parameter(name: string, data: Float32Array, shape: readonly number[]): Value {
  if (elements(shape) !== data.length)
    throw new Error(`${name}: ${data.length} values for [${shape.join(', ')}]`);
  return create(leaves.parameter, [], { name, shape, data });
}

export const constant = (value: number): Value => create(leaves.constant, [], { value });

/** The identity matrix [size, size]. */
export const identity = (size: number): Value => create(leaves.identity, [], { size });
