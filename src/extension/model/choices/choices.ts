import * as z from 'zod';

import { deviceIds } from '../../../contracts/engine';
import { mostStyles } from '../../../recipe/styles';

export const pictureSchema = z.object({
  /** Where it is, in VS Code's terms: it need not be a file. */
  uri: z.string(),
  name: z.string(),
});
export type Picture = z.infer<typeof pictureSchema>;

export const styleSchema = pictureSchema.extend({
  weight: z.number().min(0).max(1),
  /** The picture of the region that it is kept to, in the content picture of this address and in no other. */
  mask: z.object({ uri: z.string(), content: z.string() }).optional(),
});
export type StyleChoice = z.infer<typeof styleSchema>;

export const changesSchema = z.record(z.string(), z.unknown());

export const choicesSchema = z.object({
  content: pictureSchema.optional(),
  styles: z
    .array(styleSchema)
    .max(mostStyles)
    .refine((styles) => new Set(styles.map(({ uri }) => uri)).size === styles.length, 'each style once'),
  recipe: z.string().min(1),
  changes: changesSchema,
  device: z.enum(['auto', ...deviceIds]),
});
/** Everything that decides a run. */
export type Choices = z.infer<typeof choicesSchema>;

/** The mask of a style, if it is one of this content picture: of another it would be meaningless. */
export function maskOf({ mask }: StyleChoice, content: string | undefined): string | undefined {
  return mask?.content === content ? mask?.uri : undefined;
}
