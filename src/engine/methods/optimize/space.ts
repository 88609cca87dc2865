import type { OptimizerSettings } from '../../../recipe/schema/optimizers';
import type { Size } from '../../imaging/picture';
import { LaplacianPyramid } from '../../imaging/pyramid';

/** The variables of an optimiser, which make a picture, [3, H, W]. The picture is linear in them. */
export interface Space {
  /** The variables of a picture; a copy, or the picture itself. */
  variablesOf(picture: Float32Array): Float32Array;
  /** The picture of variables; a copy, or the variables themselves. */
  pictureOf(variables: Float32Array): Float32Array;
  /** The gradient with respect to the variables, from that with respect to the picture. */
  gradientOf(gradient: Float32Array): Float32Array;
}

/** Each pixel's channels by themselves. */
export const pixels: Space = {
  variablesOf: (picture) => picture,
  pictureOf: (variables) => variables,
  gradientOf: (gradient) => gradient,
};

/** The space in which an optimiser looks for a picture of a size. */
export function spaceOf({ space }: OptimizerSettings, size: Size): Space {
  if (space === 'pixels') return pixels;
  const pyramid = new LaplacianPyramid(size);
  return {
    variablesOf: (picture) => pyramid.split(picture),
    pictureOf: (variables) => pyramid.collapse(variables),
    gradientOf: (gradient) => pyramid.gradient(gradient),
  };
}
