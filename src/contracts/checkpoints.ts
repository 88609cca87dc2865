import * as z from 'zod';

import { recipeSchema } from '../recipe/recipe';

const path = z.string().min(1);
const count = z.int().nonnegative();

/** How often a run's state is written, so that it can go on after its engine has gone. */
export const checkpointingSchema = z.strictObject({
  /**
   * Shortest time between checkpoints; large ones come less often, so that writing takes little of the time. There is
   * one early in the run, and at every pause. 0: none.
   */
  everySeconds: z.number().nonnegative().default(30),
});

/** A run that was left before its end, as the engine last wrote it. */
export const checkpointSchema = z.strictObject({
  id: z.string().min(1),
  /** The run's id, as its owner gave it. */
  run: z.string().min(1),
  content: path,
  styles: z.array(z.strictObject({ path, weight: z.number().nonnegative() })),
  /** Where the result will go, unless that is taken by then. */
  out: path,
  /** As it was resolved when the run began. */
  recipe: recipeSchema,
  device: z.string(),
  iteration: count,
  iterations: count,
  /** Of the result. */
  width: count,
  height: count,
  /** That the run has taken so far, without pauses. */
  seconds: z.number().nonnegative(),
  /** Milliseconds since 1970. */
  savedAt: z.number(),
  /** Of the checkpoint's file. */
  bytes: count,
  /** An engine is painting it at this moment, perhaps another one than that which answers. */
  active: z.boolean(),
  /** The person has stopped it and has its picture; otherwise it was interrupted. */
  stopped: z.boolean(),
});
export type Checkpoint = z.infer<typeof checkpointSchema>;
