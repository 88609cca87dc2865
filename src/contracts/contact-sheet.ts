import * as z from 'zod';

const path = z.string().min(1);

const contactSheetCellSchema = z.strictObject({
  title: z.string(),
  /** Lines of smaller text below the title. */
  notes: z.array(z.string()).default([]),
  /** The picture to show; left out, the cell is empty. */
  picture: path.optional(),
  /** Why the cell is empty: written into it. */
  reason: z.string().optional(),
});
export type ContactSheetCell = z.input<typeof contactSheetCellSchema>;

/** Pictures side by side, each with a label. */
export const contactSheetSchema = z.strictObject({
  /** Lines above everything; the first is the title. */
  heading: z.array(z.string()).default([]),
  /** What the pictures were made of: shown first, as large as the largest of them. */
  sources: z.array(contactSheetCellSchema).default([]),
  /** From top to bottom, each from left to right. Pictures are never enlarged. */
  rows: z.array(z.array(contactSheetCellSchema).min(1)).min(1),
  output: z.strictObject({ path, overwrite: z.boolean().default(false) }),
});
export type ContactSheet = z.input<typeof contactSheetSchema>;
