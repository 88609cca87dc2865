import type { NetworkDescription } from '../network';
import { convolutions } from '../parameters';
import { type Convention, hwio, oihw } from './foreign';

const bgrMinusMean = "BGR minus ImageNet's mean";

/** Keras applications: `block4_conv2`. */
export const keras: Convention = {
  title: `Keras: ${bgrMinusMean}`,
  layerNames: (description) => rename(description, (block, index) => `block${block}_conv${index}`),
  kernelOrder: hwio,
};

/** Keras 3 counts the layers of a class: `conv2d`, `conv2d_1` … */
export const kerasInOrder: Convention = {
  title: `Keras 3: ${bgrMinusMean}`,
  layerNames: (description) =>
    new Map(convolutions(description).map(({ name }, at) => [name, at === 0 ? 'conv2d' : `conv2d_${at}`])),
  kernelOrder: hwio,
};

/** The names of the Caffe model, in PyTorch's order: Gatys' own PyTorch version has them. */
export const caffe: Convention = {
  title: `Caffe, in PyTorch's order: ${bgrMinusMean}`,
  layerNames: (description) => rename(description, (block, index) => `conv${block}_${index}`),
  kernelOrder: oihw,
};

/**
 * MatConvNet's arrays [width, height, in, out] are stored with the first index fastest, which makes them [out, in,
 * height, width] in the order of memory.
 */
export const matConvNet: Convention = {
  title: 'MatConvNet: RGB minus the mean of the file',
  layerNames: caffe.layerNames,
  kernelOrder: { ...oihw, shape: hwio.shape },
};

/** torchvision numbers all layers of its `features`, rectifiers and poolings among them: `features.21`. */
export const torchvision: Convention = {
  title: 'torchvision: RGB from 0 to 1, minus the mean, divided by the deviation',
  layerNames: ({ layers }) =>
    new Map(
      layers.flatMap(({ kind, name }, index) =>
        kind === 'convolution' ? [[name, `features.${index}`] as const] : [],
      ),
    ),
  kernelOrder: oihw,
};

/** The Visual Geometry Group's weights under torchvision's names, as neural-style-pt has them. */
export const torchvisionCaffe: Convention = {
  ...torchvision,
  title: `Caffe, with torchvision's names: ${bgrMinusMean}`,
};

/** What torchvision's VGG-19 wants: its `transforms`, for pictures of 0..255. */
export const torchvisionInput: NetworkDescription['input'] = {
  channelOrder: 'rgb',
  mean: [0.485 * 255, 0.456 * 255, 0.406 * 255],
  deviation: [0.229 * 255, 0.224 * 255, 0.225 * 255],
};

function rename(
  description: NetworkDescription,
  nameOf: (block: string, index: string) => string,
): Map<string, string> {
  return new Map(
    convolutions(description).map(({ name }) => {
      const [, block = '', index = ''] = /^conv(\d)_(\d)$/.exec(name) ?? [];
      return [name, nameOf(block, index)];
    }),
  );
}
