import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';

/** Exports what a native package exports, but computes in pure JavaScript under the native backend's name. */
export * from '@tensorflow/tfjs-core';

declare const onGraphicsCard: boolean;

tf.copyRegisteredKernels('cpu', 'tensorflow');
tf.registerBackend('tensorflow', () =>
  Object.assign(new MathBackendCPU(), { isUsingGpuDevice: onGraphicsCard }),
);
void tf.setBackend('tensorflow');
