import * as z from 'zod';

import { wordsSchema } from '../channel/l10n';
import { recipeSchema } from '../recipe/recipe';
import { mostStyles } from '../recipe/styles';

const path = z.string().min(1);

const recalledPictureSchema = z.strictObject({
  name: z.string(),
  /** Where it is, unless it cannot be found. */
  path: path.optional(),
});
export type RecalledPicture = z.infer<typeof recalledPictureSchema>;

const mask = recalledPictureSchema.extend({ color: z.string().optional() });

/** How a result was made, as far as it can be repeated here. */
export const recalledRunSchema = z.strictObject({
  /** Its files have the paths where they were found. */
  recipe: recipeSchema,
  /** Of the result. */
  width: z.int().positive(),
  height: z.int().positive(),
  /** Its size, where it is found. */
  content: recalledPictureSchema.extend({
    width: z.int().positive().optional(),
    height: z.int().positive().optional(),
  }),
  styles: z
    .array(
      recalledPictureSchema.extend({
        weight: z.number().nonnegative(),
        mask: mask.optional(),
        styleMask: mask.optional(),
      }),
    )
    .max(mostStyles),
  device: z.string(),
  /** Names of the files that cannot be found. */
  missing: z.array(z.string()),
  /** What will be different, in a sentence each. */
  remarks: z.array(wordsSchema),
});
export type RecalledRun = z.infer<typeof recalledRunSchema>;
