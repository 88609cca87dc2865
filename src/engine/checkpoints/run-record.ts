import * as z from 'zod';

import { StylizeError, rescuedPictureSchema } from '../../channel/errors';
import * as l10n from '../../channel/l10n';
import type { Checkpoint } from '../../contracts/checkpoints';
import { runRequestSchema } from '../../contracts/engine';
import { recipeSchema } from '../../recipe/recipe';
import { fileHashSchema } from './file-hash';

const size = { width: z.int().positive(), height: z.int().positive() };

/**
 * All of a run but its state: what was asked for, what its plan came to, and how far it is. It has paths, and so never
 * leaves the person's folder.
 */
export const runRecordSchema = z.strictObject({
  /** Of Stylize. */
  version: z.string(),
  /** With the recipe as it was resolved when the run began. */
  request: runRequestSchema.omit({ settings: true }).extend({ recipe: recipeSchema }),
  out: z.string(),
  device: z.string(),
  network: z.strictObject({ name: z.string(), sha256: z.string() }),
  /** Side of the tiles; undefined when the picture is computed as a whole. */
  tile: z.int().positive().optional(),
  scales: z
    .array(z.strictObject({ ...size, iterations: z.int().positive(), finalPass: z.literal(true).optional() }))
    .min(1),
  /** Every file that the run has read: content, styles, masks, and what it starts from. */
  pictures: z.array(fileHashSchema),
  iteration: z.int().positive(),
  /** Without pauses. */
  seconds: z.number(),
  /** Milliseconds since 1970. */
  savedAt: z.number(),
  /** The copy of the picture beside the result, in case the run never ends. */
  kept: rescuedPictureSchema.optional(),
  /** The result, as it was when the person stopped the run. */
  stopped: fileHashSchema.optional(),
});
export type RunRecord = z.infer<typeof runRecordSchema>;

/** A record from a checkpoint's file. Its bytes have been checked: what does not fit is another version's. */
export function parseRunRecord(value: unknown, file: string): RunRecord {
  const read = runRecordSchema.safeParse(value);
  if (read.success) return read.data;
  throw new StylizeError(
    'bad-checkpoint',
    l10n.t`The checkpoint was written by another version of Stylize.`,
    {
      file,
      hint: l10n.t`Go on with the version that began the run, or start the run again with this one.`,
      cause: read.error,
    },
  );
}

/** A record as the client is told of it. */
export function summaryOf(
  { request, out, device, scales, iteration, seconds, savedAt, stopped }: RunRecord,
  file: Pick<Checkpoint, 'id' | 'bytes' | 'active'>,
): Checkpoint {
  const { width, height } = scales.at(-1)!;
  return {
    ...file,
    run: request.run,
    content: request.content,
    styles: request.styles.map(({ path, weight }) => ({ path, weight })),
    out,
    recipe: request.recipe,
    device,
    iteration,
    iterations: scales.reduce((sum, { iterations }) => sum + iterations, 0),
    width,
    height,
    seconds,
    savedAt,
    stopped: stopped !== undefined,
  };
}
