import { StylizeError } from '../../channel/errors';
import type { Vector } from './vectors';

/** @throws StylizeError `internal` when a gradient has not the length of the point that it belongs to */
export function checkGradient(gradient: Float32Array, point: Float32Array): void {
  if (gradient.length !== point.length) {
    throw new StylizeError(
      'internal',
      `The gradient has ${gradient.length} values where the image has ${point.length}`,
    );
  }
}

/** @throws StylizeError `internal` when a state is not of the kind that restores it */
export function checkKind<S extends { readonly kind: string }, K extends S['kind']>(
  state: S,
  kind: K,
): asserts state is Extract<S, { readonly kind: K }> {
  if (state.kind !== kind) throw new StylizeError('internal', `A state of ${state.kind} is none of ${kind}`);
}

/**
 * Writes the values of a state to the array that holds them.
 *
 * @throws StylizeError `internal` when they are not as many
 */
export function restoreValues(into: Vector, values: Vector): void {
  if (values.length !== into.length) {
    throw new StylizeError('internal', `A state of ${values.length} values does not fit ${into.length}`);
  }
  into.set(values);
}
