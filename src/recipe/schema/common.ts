import * as z from 'zod';

import { measures } from './conventions';

/* What recipes of every method say. */

export const about = {
  name: z.string().min(1).describe('The recipe’s name, as commands and settings know it.'),
  title: z.string().min(1).describe('The name to show.'),
  description: z.string().describe('What the recipe is for, in a sentence.'),
  source: z.string().optional().describe('Where the formula was published.'),
};

export const resultSize = {
  size: z
    .union([z.int().min(16).max(16384), z.literal('native')])
    .describe('Size of the result in pixels, or "native": the picture’s own.'),
  measure: z
    .enum(measures)
    .default('longest')
    .describe(
      'Which side the size is of: the longest, the height, or both (square: the picture is stretched).',
    ),
};
