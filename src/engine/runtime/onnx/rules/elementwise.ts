import type { OnnxRules } from '../emitter';

/** Slope of the hard sigmoids that replace comparisons. Its product with an activation stays finite. */
const steepness = 1e30;

/**
 * A hard sigmoid that replaces a comparison: several times faster than a comparison and a selection, and so steep that
 * every nonzero difference of two activations saturates it. `beta` is its value at 0.
 */
export const steepSigmoid = (beta: number) => ({ alpha: { float: steepness }, beta: { float: beta } });

export const elementwise = {
  add: (e, inputs) => e.node('Add', inputs),
  subtract: (e, inputs) => e.node('Sub', inputs),
  multiply: (e, inputs) => e.node('Mul', inputs),
  divide: (e, inputs) => e.node('Div', inputs),
  scale: (e, [x], { attributes }) => e.node('Mul', [x!, e.scalar(attributes.factor)]),
  square: (e, [x]) => e.node('Mul', [x!, x!]),
  squareRoot: (e, inputs) => e.node('Sqrt', inputs),
  /** Square roots for exponents that are multiples of ¼, because they are much faster than a power. */
  power(e, [x], { attributes: { exponent } }) {
    const [whole, quarters] = [Math.floor(exponent), 4 * (exponent % 1)];
    if (!Number.isInteger(quarters)) return e.node('Pow', [x!, e.scalar(exponent)]);
    const root = () => e.node('Sqrt', [x!]);
    const factors = Array<string>(whole).fill(x!);
    if (quarters >= 2) factors.push(root());
    if (quarters % 2 === 1) factors.push(e.node('Sqrt', [root()]));
    return factors.reduce((product, factor) => e.node('Mul', [product, factor]));
  },
  absolute: (e, inputs) => e.node('Abs', inputs),
  // The WebGPU provider lacks the operator Sign.
  sign: (e, inputs) =>
    e.node('Sub', [
      e.node('Mul', [e.node('HardSigmoid', inputs, steepSigmoid(0.5)), e.scalar(2)]),
      e.scalar(1),
    ]),
  isPositive: (e, inputs) => e.node('HardSigmoid', inputs, steepSigmoid(0)),
  tanh: (e, inputs) => e.node('Tanh', inputs),
  relu: (e, inputs) => e.node('Relu', inputs),
} satisfies Partial<OnnxRules>;
