import * as z from 'zod';

import { colorMethods, measures } from './conventions';

/*
 * The method of one pass (Johnson et al. 2016): a network that was trained for one style paints the picture at once.
 */

export const strengthSchema = z.number().min(0).max(1);

/** The colours that need no style picture. */
const passColors = z
  .enum(colorMethods)
  .exclude(['match-cholesky', 'match-pca', 'match-symmetric', 'match-histogram', 'style-chroma']);

/** A recipe whose method is `one-pass`. */
export const onePassSchema = z.strictObject({
  method: z
    .literal('one-pass')
    .describe('How the picture comes about: a network that was trained for the style paints it (one-pass).'),
  name: z.string().min(1).describe('The recipe’s name, as commands and settings know it.'),
  title: z.string().min(1).describe('The name to show.'),
  description: z.string().describe('What the recipe is for, in a sentence.'),
  source: z.string().optional().describe('Where the formula was published.'),

  network: z.string().min(1).describe('The fast style that paints, by its name.'),

  size: z
    .union([z.int().min(16).max(16384), z.literal('native')])
    .describe('Size of the result in pixels, or "native": the picture’s own.'),
  measure: z
    .enum(measures)
    .default('longest')
    .describe(
      'Which side the size is of: the longest, the height, or both (square: the picture is stretched).',
    ),

  strength: strengthSchema
    .default(1)
    .describe('How much of the painting there is in the result: 0 is the picture as it was, 1 the painting.'),
  colors: passColors
    .default('style')
    .describe('Whose colours the result has: the style’s, or the picture’s own (content, luminance).'),
});

export type OnePassRecipe = z.infer<typeof onePassSchema>;
