import type { NetworkDescription } from '../../network';
import { convolutions } from '../../parameters';

const bgrMinusMean = "BGR minus ImageNet's mean";

/** How a family of files names the convolutions of a network. */
export interface Convention {
  /** In words, with what the network wants as input. */
  readonly title: string;
  /** The file's name of each convolution, in the network's order. */
  readonly layerNames: (description: NetworkDescription) => string[];
}

/** Keras applications: `block4_conv2`. */
export const keras: Convention = {
  title: `Keras: ${bgrMinusMean}`,
  layerNames: (description) => rename(description, (block, index) => `block${block}_conv${index}`),
};

/** The names of the Caffe model, in PyTorch's order: Gatys' own PyTorch version has them. */
export const caffe: Convention = {
  title: `Caffe, in PyTorch's order: ${bgrMinusMean}`,
  layerNames: (description) => rename(description, (block, index) => `conv${block}_${index}`),
};

/** MatConvNet has the names of the Caffe model. */
export const matConvNet: Convention = { ...caffe, title: 'MatConvNet: RGB minus the mean of the file' };

/** torchvision numbers all layers of its `features`, rectifiers and poolings among them: `features.21`. timm does too. */
export const torchvision: Convention = {
  title: 'torchvision: RGB from 0 to 1, minus the mean, divided by the deviation',
  layerNames: ({ layers }) =>
    layers.flatMap(({ kind }, index) => (kind === 'convolution' ? [`features.${index}`] : [])),
};

/** Convolutions that were found by their shapes and their order. Keras 3 counts them: `conv2d`, `conv2d_1` … */
export const unnamed = {
  hwio: `Keras, its convolutions in their order: ${bgrMinusMean}`,
  oihw: "PyTorch, its convolutions in their order, taken as torchvision's: RGB from 0 to 1, minus the mean, divided by the deviation",
} as const;

/** The Visual Geometry Group's weights under torchvision's names, as neural-style-pt has them, or under unknown ones. */
export const visualGeometryGroups = {
  bgr: `Caffe, with torchvision's names: ${bgrMinusMean}`,
  rgb: "the Visual Geometry Group's weights: RGB minus ImageNet's mean",
  unnamedRgb: "the Visual Geometry Group's weights, found by shape and order: RGB minus ImageNet's mean",
  unnamed: `the Visual Geometry Group's weights, found by shape and order: ${bgrMinusMean}`,
} as const;

/** What torchvision's VGG-19 wants: its `transforms`, for pictures of 0..255. */
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
