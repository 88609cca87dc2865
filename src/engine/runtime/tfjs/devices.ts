import type { TensorFlow } from './tensorflow';

/** TensorFlow.js's native packages, by the device that each one provides. */
export const tensorFlowPackages = {
  'tfjs-gpu': '@tensorflow/tfjs-node-gpu',
  'tfjs-cpu': '@tensorflow/tfjs-node',
} as const;

export type TensorFlowDevice = keyof typeof tensorFlowPackages;

export const isTensorFlowDevice = (id: string): id is TensorFlowDevice => id in tensorFlowPackages;

/** The person's own installation of TensorFlow.js, which is optional and loaded only when its device is chosen by name. */
export interface TensorFlowSource {
  /**
   * Where a device's package is; nothing of it is loaded.
   *
   * @throws StylizeError `device-unavailable` with the command that installs it
   */
  find(device: TensorFlowDevice): string;
  /** @throws StylizeError `device-unavailable` */
  load(device: TensorFlowDevice): Promise<TensorFlow>;
}
