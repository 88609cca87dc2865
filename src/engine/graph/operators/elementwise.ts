import { broadcastShape, sameShape } from '../shapes';
import { apply, operator, type Value } from '../value';
import { broadcasting, sumTo } from './broadcasting';
import { constant, leaves } from './leaves';

const together = ([a, b]: readonly Value[]) => broadcastShape(a!.shape, b!.shape);
const alike = ([x]: readonly Value[]) => x!.shape;
/** Sums a gradient to the shape of an input that may have been broadcast. */
const fitted = (gradient: Value, { inputs }: Value, index: number) => sumTo(gradient, inputs[index]!.shape);

/** Keeps 0/0 from being NaN. */
const tiny = 1e-20;

export const elementwise = {
  add: operator('add', {
    shape: together,
    pullbacks: [(gradient, sum) => fitted(gradient, sum, 0), (gradient, sum) => fitted(gradient, sum, 1)],
  }),
  subtract: operator('subtract', {
    shape: together,
    pullbacks: [
      (gradient, difference) => fitted(gradient, difference, 0),
      (gradient, difference) => scale(fitted(gradient, difference, 1), -1),
    ],
  }),
  multiply: operator('multiply', {
    shape: together,
    pullbacks: [
      (gradient, product) => fitted(multiply(gradient, product.inputs[1]!), product, 0),
      (gradient, product) => fitted(multiply(gradient, product.inputs[0]!), product, 1),
    ],
    vanishesWith: ({ inputs }) => inputs,
  }),
  divide: operator('divide', {
    shape: together,
    pullbacks: [
      (gradient, quotient) => fitted(divide(gradient, quotient.inputs[1]!), quotient, 0),
      (gradient, quotient) =>
        scale(fitted(multiply(gradient, divide(quotient, quotient.inputs[1]!)), quotient, 1), -1),
    ],
  }),
  scale: operator<{ factor: number }>('scale', {
    shape: alike,
    pullbacks: [(gradient, { attributes }) => scale(gradient, attributes.factor)],
  }),
  square: operator('square', {
    shape: alike,
    pullbacks: [(gradient, { inputs: [x] }) => multiply(scale(gradient, 2), x!)],
  }),
  // At 0 the root has no derivative; the gradient is 0 there when that with respect to the root is.
  squareRoot: operator('squareRoot', {
    shape: alike,
    pullbacks: [(gradient, root) => divide(scale(gradient, 1 / 2), add(root, constant(tiny)))],
  }),
  power: operator<{ exponent: number }>('power', {
    shape: alike,
    pullbacks: [
      (gradient, { inputs: [x], attributes: { exponent } }) =>
        multiply(scale(gradient, exponent), power(x!, exponent - 1)),
    ],
  }),
  absolute: operator('absolute', {
    shape: alike,
    pullbacks: [(gradient, { inputs: [x] }) => multiply(gradient, sign(x!))],
  }),
  sign: operator('sign', { shape: alike }),
  isPositive: operator('isPositive', { shape: alike }),
  tanh: operator('tanh', {
    shape: alike,
    pullbacks: [(gradient, y) => multiply(gradient, subtract(constant(1), square(y)))],
  }),
  relu: operator('relu', {
    shape: alike,
    pullbacks: [(gradient, y) => (vanishes(gradient, y) ? gradient : multiply(gradient, isPositive(y)))],
  }),
};

export function add(a: Value, b: Value): Value {
  if (isRepeated(a, b)) return add(b, a.inputs[0]!);
  if (isRepeated(b, a)) return add(a, b.inputs[0]!);
  const negated = isScale(b) && b.attributes.factor === -1;
  return negated ? subtract(a, b.inputs[0]!) : apply(elementwise.add, [a, b], {});
}

export const subtract = (a: Value, b: Value): Value => apply(elementwise.subtract, [a, b], {});

/** The product of two values. A constant factor becomes a `scale`; the smaller factor comes second. */
export function multiply(a: Value, b: Value): Value {
  if (isNumber(b)) return isNumber(a) ? constant(numberOf(a) * numberOf(b)) : scale(a, numberOf(b));
  if (isRepeated(a, b)) return multiply(b, a.inputs[0]!);
  if (isRepeated(b, a)) return multiply(a, b.inputs[0]!);
  return a.shape.length < b.shape.length || isNumber(a)
    ? multiply(b, a)
    : apply(elementwise.multiply, [a, b], {});
}

export const divide = (a: Value, b: Value): Value => apply(elementwise.divide, [a, b], {});
export const square = (x: Value): Value => apply(elementwise.square, [x], {});
export const squareRoot = (x: Value): Value => apply(elementwise.squareRoot, [x], {});
export const absolute = (x: Value): Value => apply(elementwise.absolute, [x], {});

/** −1, 0 or 1. */
const sign = (x: Value): Value => apply(elementwise.sign, [x], {});

/** 1 where `x` is positive, 0 elsewhere. */
export const isPositive = (x: Value): Value => apply(elementwise.isPositive, [x], {});

export const tanh = (x: Value): Value => apply(elementwise.tanh, [x], {});

export const relu = (x: Value): Value => apply(elementwise.relu, [x], {});

/** @param x never negative */
export function power(x: Value, exponent: number): Value {
  return exponent === 1 ? x : apply(elementwise.power, [x], { exponent });
}

/** A value times a number. The factor moves to where it costs least: to a constant, a scalar or a smaller value. */
export function scale(x: Value, factor: number): Value {
  if (factor === 1) return x;
  if (isNumber(x)) return constant(factor * numberOf(x));
  if (isScale(x)) return scale(x.inputs[0]!, factor * x.attributes.factor);
  if (x.op.isLinear) return apply(x.op, [scale(x.inputs[0]!, factor)], x.attributes);
  const [a, b] = x.inputs;
  if (x.op === elementwise.multiply && b!.shape.length === 0) return multiply(a!, scale(b!, factor));
  return apply(elementwise.scale, [x], { factor });
}

/** Whether `x` is known to be 0 wherever `y` is 0. */
export const vanishes = (x: Value, y: Value): boolean => x.op.vanishesWith(x).includes(y);

/** Whether a value is another one repeated to a shape to which the operator repeats it anyway. */
const isRepeated = (x: Value, other: Value): boolean =>
  x.op === broadcasting.broadcast && sameShape(x.shape, other.shape);

const isScale = (x: Value): x is Value<{ factor: number }> => x.op === elementwise.scale;
const isNumber = (x: Value) => x.op === leaves.constant;
const numberOf = (x: Value) => (x as Value<{ value: number }>).attributes.value;
