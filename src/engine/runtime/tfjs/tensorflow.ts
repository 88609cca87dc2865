import type * as tfjs from '@tensorflow/tfjs-core';

/** TensorFlow.js, from whichever of its packages: all of them export the core. */
export type TensorFlow = typeof tfjs;

export type { Scalar, Tensor, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
