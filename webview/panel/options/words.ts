import * as l10n from '@vscode/l10n';

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
  size: { label: l10n.t('Size') },
  measure: {
    label: l10n.t('Size is of'),
    choices: {
      longest: l10n.t('The longest side'),
      height: l10n.t('The height'),
      square: l10n.t('Both sides'),
    },
  },

  network: { label: l10n.t('Network') },
  input: {
    label: l10n.t('Input'),
    choices: { network: l10n.t('As it was trained'), unit: l10n.t('Red, green, blue, 0 to 1') },
  },
  pooling: {
    label: l10n.t('Pooling'),
    choices: {
      max: l10n.t('Maximum'),
      average: l10n.t('Average'),
      l2: l10n.t('Root of squares'),
      'plain-average': l10n.t('Plain average'),
    },
  },
  padding: {
    label: l10n.t('Border'),
    choices: { zero: l10n.t('Black'), replicate: l10n.t('Repeated pixels') },
  },

  'content.weight': { label: l10n.t('Content'), ends: [l10n.t('loose'), l10n.t('faithful')] },
  'content.layers': { label: l10n.t('Content layers') },
  'content.reduction': {
    label: l10n.t('Content loss'),
    choices: {
      sum: l10n.t('Sum'),
      'half-sum': l10n.t('Half the sum'),
      mean: l10n.t('Mean'),
      'quarter-mean': l10n.t('A quarter of the mean'),
    },
  },

  'style.weight': { label: l10n.t('Style'), ends: [l10n.t('subtle'), l10n.t('bold')] },
  'style.layers': { label: l10n.t('Style layers') },
  'style.layerScheme': {
    label: l10n.t('Shared out'),
    choices: {
      equal: l10n.t('Equally'),
      geometric: l10n.t('Halving'),
      '256-64-16-4-1': l10n.t('Quartering'),
    },
  },
  strength: { label: l10n.t('Strength'), ends: [l10n.t('photo'), l10n.t('painting')] },
  'style.statistic': {
    label: l10n.t('Style is'),
    choices: {
      gram: l10n.t('Gram matrix'),
      covariance: l10n.t('Covariance'),
      mean: l10n.t('Means'),
      wasserstein: l10n.t('Wasserstein-2'),
      moments: l10n.t('Moments (STROTSS)'),
      nearest: l10n.t('The nearest place'),
    },
  },
  'style.matching.by': {
    label: l10n.t('Matched by'),
    choices: { hypercolumns: l10n.t('All layers together'), layers: l10n.t('Each layer by itself') },
  },
  'style.matching.turns': { label: l10n.t('Turn the style, too') },
  'style.matching.finalPass': { label: l10n.t('Final pass') },
  'style.gram': {
    label: l10n.t('Divided by'),
    choices: {
      none: l10n.t('Nothing'),
      positions: l10n.t('Positions'),
      'positions-channels': l10n.t('Positions × channels'),
      'image-positions': l10n.t('Pixels of the picture'),
    },
  },
  'style.reduction': {
    label: l10n.t('Style loss'),
    choices: {
      sum: l10n.t('Sum'),
      mean: l10n.t('Mean'),
      'quarter-mean': l10n.t('A quarter of the mean'),
      chollet: l10n.t('Sum / 36 (Chollet)'),
    },
  },
  'style.blend': {
    label: l10n.t('Mixing'),
    choices: { targets: l10n.t('One mixed target'), losses: l10n.t('A loss for each') },
  },
  'style.guidance': {
    label: l10n.t('Mask edges'),
    choices: { simple: l10n.t('Are reached'), inside: l10n.t('Are kept off') },
  },
  'style.scale': { label: l10n.t('Brush size'), ends: [l10n.t('fine'), l10n.t('broad')] },
  'style.resize': {
    label: l10n.t('Style picture'),
    choices: { aspect: l10n.t('Keeps proportions'), exact: l10n.t('Is stretched') },
  },

  'totalVariation.weight': { label: l10n.t('Smoothness'), ends: [l10n.t('grainy'), l10n.t('smooth')] },
  'totalVariation.kind': {
    label: l10n.t('Differences'),
    choices: {
      'squared-mean': l10n.t('Squared, mean'),
      'squared-mean-swapped': l10n.t('Squared, mean (StyleNet)'),
      'squared-sum': l10n.t('Squared, sum'),
      'squared-half-sum': l10n.t('Squared, half the sum'),
      power: l10n.t('To the power of 2.5'),
      absolute: l10n.t('As they are'),
    },
  },

  gradientNormalization: { label: l10n.t('Let all layers pull alike') },
  'optimizer.kind': {
    label: l10n.t('Optimiser'),
    choices: { adam: l10n.t('Adam'), lbfgs: l10n.t('L-BFGS'), sgd: l10n.t('Gradient descent') },
  },
  'optimizer.learningRate': { label: l10n.t('Step size') },
  'optimizer.space': {
    label: l10n.t('Steps change'),
    choices: { pixels: l10n.t('Each pixel'), pyramid: l10n.t('Motifs of all sizes') },
  },
  'optimizer.beta1': { label: l10n.t('Beta 1') },
  'optimizer.beta2': { label: l10n.t('Beta 2') },
  'optimizer.epsilon': { label: l10n.t('Epsilon') },
  'optimizer.momentum': { label: l10n.t('Momentum') },
  'optimizer.decay': { label: l10n.t('Step decay') },
  'optimizer.annealing': { label: l10n.t('Step annealing') },
  'optimizer.history': { label: l10n.t('History') },
  'optimizer.lineSearch': {
    label: l10n.t('Line search'),
    choices: {
      none: l10n.t('None'),
      backtracking: l10n.t('Backtracking'),
      'strong-wolfe': l10n.t('Strong Wolfe'),
    },
  },
  'optimizer.restartEvery': { label: l10n.t('Restart every') },
  iterations: { label: l10n.t('Iterations') },
  scales: { label: l10n.t('Paint from small to large') },
  'scales.from': { label: l10n.t('First size') },
  'scales.factor': { label: l10n.t('Growth') },
  'scales.decay': { label: l10n.t('Share decay') },
  'stop.gain': { label: l10n.t('End a size below a gain of') },
  clamp: { label: l10n.t('Clamp colours after each step') },
  averaging: { label: l10n.t('Averaging') },

  'initial.image': {
    label: l10n.t('Start from'),
    choices: {
      content: l10n.t('The picture'),
      noise: l10n.t('Noise'),
      'content-noise': l10n.t('Picture mixed with noise'),
      'noisy-content': l10n.t('The picture under noise'),
      style: l10n.t('The style'),
      gray: l10n.t('Plain grey'),
      file: l10n.t('A file…'),
    },
  },
  'initial.file': { label: l10n.t('File') },
  'initial.noise': { label: l10n.t('Noise share') },
  'initial.deviation': { label: l10n.t('Noise strength') },
  'initial.distribution': {
    label: l10n.t('Noise'),
    choices: { normal: l10n.t('Normal'), uniform: l10n.t('Uniform') },
  },
  seed: { label: l10n.t('Seed') },

  colors: {
    label: l10n.t('Colours'),
    choices: {
      style: l10n.t('Of the style'),
      'style-oklab': l10n.t('Of the style, exactly'),
      'style-chroma': l10n.t('Of the style, its chroma exactly'),
      content: l10n.t('Of the picture'),
      'content-ycbcr': l10n.t('Of the picture (YCbCr)'),
      luminance: l10n.t('Of the picture, painted in grey'),
      'match-pca': l10n.t('Style matched to the picture'),
      'match-symmetric': l10n.t('Style matched, least change'),
      'match-cholesky': l10n.t('Style matched, Cholesky'),
      'match-histogram': l10n.t('Style matched, histogram'),
    },
  },
};

export const groupNames: Readonly<Record<Group, string>> = {
  result: l10n.t('Size'),
  network: l10n.t('Network'),
  content: l10n.t('Content'),
  style: l10n.t('Style'),
  smoothness: l10n.t('Smoothness'),
  optimizer: l10n.t('Optimiser'),
  start: l10n.t({ message: 'Start', comment: 'Heading of what a picture starts from' }),
  colors: l10n.t('Colours'),
  other: l10n.t('Other'),
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
