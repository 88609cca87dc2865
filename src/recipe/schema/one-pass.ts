import * as z from 'zod';

import { about, resultSize } from './common';
import { colorMethods } from './conventions';

/*
 * The method of one pass (Johnson et al. 2016): a network that was trained for one style paints the picture at once.
 */

export const strengthSchema = z.number().min(0).max(1);

/** The colours that need no style picture. */
const passColors = z
  .enum(colorMethods)
  .exclude([
    'match-cholesky',
    'match-pca',
    'match-symmetric',
    'match-histogram',
    'style-oklab',
    'style-chroma',
  ]);

/** A recipe whose method is `one-pass`. */
export const onePassSchema = z.strictObject({
  method: z
    .literal('one-pass')
    .describe('How the picture comes about: a network that was trained for the style paints it (one-pass).'),
  ...about,

  network: z.string().min(1).describe('The fast style that paints, by its name.'),

  ...resultSize,

  strength: strengthSchema
    .default(1)
    .describe('How much of the painting there is in the result: 0 is the picture as it was, 1 the painting.'),
  colors: passColors
    .default('style')
    .describe('Whose colours the result has: the style’s, or the picture’s own (content, luminance).'),
});

export type OnePassRecipe = z.infer<typeof onePassSchema>;
