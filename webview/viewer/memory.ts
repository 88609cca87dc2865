import * as z from 'zod';

import { comparisons } from '../../src/contracts/viewer';
import { maximumZoom, minimumZoom } from '../shared/stage/view';

export type Comparison = (typeof comparisons)[number];

const viewSchema = z.object({
  zoom: z.number().min(minimumZoom).max(maximumZoom),
  x: z.number(),
  y: z.number(),
});

/** What the panel keeps for itself. The host uses the id to find the run again after a reload. */
export const memorySchema = z
  .object({
    id: z.string().optional().catch(undefined),
    comparison: z.enum(comparisons).catch('result'),
    /** The run whose result it is compared with; without one it is the original. */
    against: z.string().optional().catch(undefined),
    /** Where the divider of the swipe stands, in the visible part of the picture. */
    split: z.number().min(0).max(1).catch(0.5),
    view: z.union([z.literal('fit'), viewSchema]).catch('fit'),
  })
  .catch({ id: undefined, comparison: 'result', against: undefined, split: 0.5, view: 'fit' });
export type Memory = Readonly<z.infer<typeof memorySchema>>;
