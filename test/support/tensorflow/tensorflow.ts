import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/register_all_gradients';

/** TensorFlow.js in pure JavaScript: slow, but available everywhere. */
export const tensorFlow: typeof tf = tf;
