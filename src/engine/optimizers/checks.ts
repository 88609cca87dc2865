import { StylizeError } from '../../channel/errors';

/** @throws StylizeError `internal` when a gradient has not the length of the point that it belongs to */
export function checkGradient(gradient: Float32Array, point: Float32Array): void {
  if (gradient.length !== point.length) {
    throw new StylizeError(
      'internal',
      `The gradient has ${gradient.length} values where the image has ${point.length}`,
    );
  }
}
