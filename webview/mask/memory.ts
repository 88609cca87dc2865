import * as z from 'zod';

export const diameters = { minimum: 0.002, maximum: 1 };

/**
 * What the editor keeps for itself. The brush's diameter is a share of the picture's longer side, so that it suits any
 * picture.
 */
export const memorySchema = z
  .object({
    /** The address of the style that is painted. */
    style: z.string().optional().catch(undefined),
    tool: z.enum(['brush', 'eraser']).catch('brush'),
    diameter: z.number().min(diameters.minimum).max(diameters.maximum).catch(0.12),
    hardness: z.number().min(0).max(1).catch(0.5),
  })
  .catch({ style: undefined, tool: 'brush', diameter: 0.12, hardness: 0.5 });
export type Memory = Readonly<z.infer<typeof memorySchema>>;
