import type * as tfjs from '@tensorflow/tfjs-core';

/** TensorFlow.js, whichever of its packages it comes from: all of them export its core. */
export type TensorFlow = typeof tfjs;

export type { Scalar, Tensor, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
