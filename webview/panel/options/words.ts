import type { Group } from './place';

interface Words {
  readonly label: string;
  /** Labels of the slider's ends. */
  readonly ends?: readonly [string, string];
  /** Labels of the values to choose from. */
  readonly choices?: Readonly<Record<string, string>>;
}

/** Names of the options in plain words. The recipe's schema has the help texts. */
const words: Readonly<Record<string, Words>> = {
  size: { label: 'Size' },
  measure: {
    label: 'Size is of',
    choices: { longest: 'The longest side', height: 'The height', square: 'Both sides' },
  },

  network: { label: 'Network' },
  input: { label: 'Input', choices: { network: 'As it was trained', unit: 'Red, green, blue, 0 to 1' } },
  pooling: {
    label: 'Pooling',
    choices: { max: 'Maximum', average: 'Average', l2: 'Root of squares' },
  },
  padding: { label: 'Border', choices: { zero: 'Black', replicate: 'Repeated pixels' } },

  'content.weight': { label: 'Content', ends: ['loose', 'faithful'] },
  'content.layers': { label: 'Content layers' },
  'content.reduction': {
    label: 'Content loss',
    choices: {
      sum: 'Sum',
      'half-sum': 'Half the sum',
      mean: 'Mean',
      'quarter-mean': 'A quarter of the mean',
    },
  },

  'style.weight': { label: 'Style', ends: ['subtle', 'bold'] },
  'style.layers': { label: 'Style layers' },
  'style.layerScheme': {
    label: 'Shared out',
    choices: { equal: 'Equally', geometric: 'Halving', '256-64-16-4-1': 'Quartering' },
  },
  'style.statistic': {
    label: 'Style is',
    choices: {
      gram: 'Gram matrix',
      covariance: 'Covariance',
      mean: 'Means',
      wasserstein: 'Wasserstein-2',
      moments: 'Moments (STROTSS)',
    },
  },
  'style.gram': {
    label: 'Divided by',
    choices: {
      none: 'Nothing',
      positions: 'Positions',
      'positions-channels': 'Positions × channels',
      'image-positions': 'Pixels of the picture',
    },
  },
  'style.reduction': {
    label: 'Style loss',
    choices: {
      sum: 'Sum',
      mean: 'Mean',
      'quarter-mean': 'A quarter of the mean',
      chollet: 'Sum / 36 (Chollet)',
    },
  },
  'style.blend': { label: 'Mixing', choices: { targets: 'One mixed target', losses: 'A loss for each' } },
  'style.guidance': {
    label: 'Mask edges',
    choices: { simple: 'Are reached', inside: 'Are kept off' },
  },
  'style.scale': { label: 'Brush size', ends: ['fine', 'broad'] },
  'style.resize': {
    label: 'Style picture',
    choices: { aspect: 'Keeps proportions', exact: 'Is stretched' },
  },

  'totalVariation.weight': { label: 'Smoothness', ends: ['grainy', 'smooth'] },
  'totalVariation.kind': {
    label: 'Differences',
    choices: {
      'squared-mean': 'Squared, mean',
      'squared-mean-swapped': 'Squared, mean (StyleNet)',
      'squared-sum': 'Squared, sum',
      'squared-half-sum': 'Squared, half the sum',
      power: 'To the power of 2.5',
      absolute: 'As they are',
    },
  },

  gradientNormalization: { label: 'Let all layers pull alike' },
  'optimizer.kind': {
    label: 'Optimiser',
    choices: { adam: 'Adam', lbfgs: 'L-BFGS', sgd: 'Gradient descent' },
  },
  'optimizer.learningRate': { label: 'Step size' },
  'optimizer.beta1': { label: 'Beta 1' },
  'optimizer.beta2': { label: 'Beta 2' },
  'optimizer.epsilon': { label: 'Epsilon' },
  'optimizer.momentum': { label: 'Momentum' },
  'optimizer.decay': { label: 'Step decay' },
  'optimizer.history': { label: 'History' },
  'optimizer.lineSearch': {
    label: 'Line search',
    choices: { none: 'None', 'strong-wolfe': 'Strong Wolfe' },
  },
  'optimizer.restartEvery': { label: 'Restart every' },
  iterations: { label: 'Iterations' },
  scales: { label: 'Paint from small to large' },
  'scales.from': { label: 'First size' },
  'scales.factor': { label: 'Growth' },
  'scales.decay': { label: 'Share decay' },
  clamp: { label: 'Clamp colours after each step' },
  averaging: { label: 'Averaging' },

  'initial.image': {
    label: 'Start from',
    choices: {
      content: 'The picture',
      noise: 'Noise',
      'content-noise': 'Picture mixed with noise',
      'noisy-content': 'The picture under noise',
      style: 'The style',
      gray: 'Plain grey',
      file: 'A file…',
    },
  },
  'initial.file': { label: 'File' },
  'initial.noise': { label: 'Noise share' },
  'initial.deviation': { label: 'Noise strength' },
  'initial.distribution': { label: 'Noise', choices: { normal: 'Normal', uniform: 'Uniform' } },
  seed: { label: 'Seed' },

  colors: {
    label: 'Colours',
    choices: {
      style: 'Of the style',
      content: 'Of the picture',
      'content-ycbcr': 'Of the picture (YCbCr)',
      luminance: 'Of the picture, painted in grey',
      'match-pca': 'Style matched to the picture',
      'match-symmetric': 'Style matched, least change',
      'match-cholesky': 'Style matched, Cholesky',
      'match-histogram': 'Style matched, histogram',
    },
  },
};

export const groupNames: Readonly<Record<Group, string>> = {
  result: 'Size',
  network: 'Network',
  content: 'Content',
  style: 'Style',
  smoothness: 'Smoothness',
  optimizer: 'Optimiser',
  start: 'Start',
  colors: 'Colours',
  other: 'Other',
};

const wordsOf = (key: string): Words | undefined => (Object.hasOwn(words, key) ? words[key] : undefined);

/** An option's name; derived from its key if it has none here. */
export function labelOf(key: string): string {
  return wordsOf(key)?.label ?? inWords(key.slice(key.lastIndexOf('.') + 1));
}

/** Labels of the ends of an option's slider, if it has any. */
export const endsOf = (key: string): readonly [string, string] | undefined => wordsOf(key)?.ends;

/** The label of one of an option's values. */
export function choiceLabel(key: string, value: string): string {
  const choices = wordsOf(key)?.choices ?? {};
  return Object.hasOwn(choices, value) ? choices[value]! : inWords(value);
}

/** Turns `gradientNormalization` and `histogram-match` into plain words. */
function inWords(name: string): string {
  const spaced = name
    .replace(/[-_]+/g, ' ')
    .replace(/([a-z\d])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .trim();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
