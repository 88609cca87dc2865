import type { NetworkDescription } from '../../network';
import { convolutions } from '../../parameters';

const bgrMinusMean = "BGR minus ImageNet's mean";

/** How a family of files names the convolutions of a network. */
export interface Convention {
  /** In words, including the input that the network expects. */
  readonly title: string;
  /** The file's names for the convolutions, in the network's order. */
  readonly layerNames: (description: NetworkDescription) => string[];
}

/** Keras applications: `block4_conv2`. */
export const keras: Convention = {
  title: `Keras: ${bgrMinusMean}`,
  layerNames: (description) => rename(description, (block, index) => `block${block}_conv${index}`),
};

/** The Caffe model's names, in PyTorch's order, as in Gatys' own PyTorch version. */
export const caffe: Convention = {
  title: `Caffe, in PyTorch's order: ${bgrMinusMean}`,
  layerNames: (description) => rename(description, (block, index) => `conv${block}_${index}`),
};

/** MatConvNet uses the Caffe model's names. */
export const matConvNet: Convention = { ...caffe, title: 'MatConvNet: RGB minus the mean of the file' };

/** torchvision numbers all layers of `features`, including rectifiers and poolings: `features.21`. So does timm. */
export const torchvision: Convention = {
  title: 'torchvision: RGB from 0 to 1, minus the mean, divided by the deviation',
  layerNames: ({ layers }) =>
    layers.flatMap(({ kind }, index) => (kind === 'convolution' ? [`features.${index}`] : [])),
};

/** Convolutions found by their shapes and order. Keras 3 numbers them: `conv2d`, `conv2d_1` … */
export const unnamed = {
  hwio: `Keras, its convolutions in their order: ${bgrMinusMean}`,
  oihw: "PyTorch, its convolutions in their order, taken as torchvision's: RGB from 0 to 1, minus the mean, divided by the deviation",
} as const;

/** The Visual Geometry Group's weights under torchvision's names, as in neural-style-pt, or under unknown names. */
export const visualGeometryGroups = {
  bgr: `Caffe, with torchvision's names: ${bgrMinusMean}`,
  rgb: "the Visual Geometry Group's weights: RGB minus ImageNet's mean",
  unnamedRgb: "the Visual Geometry Group's weights, found by shape and order: RGB minus ImageNet's mean",
  unnamed: `the Visual Geometry Group's weights, found by shape and order: ${bgrMinusMean}`,
} as const;

/** The input of torchvision's VGG-19: its `transforms`, for pictures in 0..255. */
export const torchvisionInput: NetworkDescription['input'] = {
  channelOrder: 'rgb',
  mean: [0.485 * 255, 0.456 * 255, 0.406 * 255],
  deviation: [0.229 * 255, 0.224 * 255, 0.225 * 255],
};

function rename(description: NetworkDescription, nameOf: (block: string, index: string) => string): string[] {
  return convolutions(description).map(({ name }) => {
    const [, block = '', index = ''] = /^conv(\d)_(\d)$/.exec(name) ?? [];
    return nameOf(block, index);
  });
}
