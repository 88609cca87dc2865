import { StylizeError } from '../../protocol/errors';

/** @throws StylizeError `internal` when a gradient has not the length of the point that it belongs to */
export function checkGradient(gradient: Float32Array, point: Float32Array): void {
  if (gradient.length !== point.length) {
    throw new StylizeError(
      'internal',
      `The gradient has ${gradient.length} values where the image has ${point.length}`,
    );
  }
}

/** There is no step to shorten when the start itself cannot be evaluated. */
export function firstEvaluationNotFinite(loss: number): StylizeError {
  const what = Number.isFinite(loss) ? 'the gradient is not finite' : `the loss is ${String(loss)}`;
  return new StylizeError('internal', `The initial image cannot be optimised: ${what} there`, {
    hint: 'Lower the weights of the losses, start from another initial image, or try another device.',
  });
}
