import * as z from 'zod';

import { errorSchema, rescuedPictureSchema } from '../../../channel/errors';
import { endStates } from '../../../contracts/run-view';
import { choicesSchema, pictureSchema } from '../choices/choices';

/* What one window remembers of a run for the next. */

const runSubjectSchema = z.object({
  content: pictureSchema,
  choices: choicesSchema,
  /** The recipe's title. */
  title: z.string(),
  /** From the recipe, until the engine has planned the run. */
  iterations: z.number(),
  /** Name under which the result is saved. */
  name: z.string(),
  /** Counts the runs of a picture from 1, to tell its results apart. */
  number: z.number(),
  /** Shared by runs that were started together: they are saved and reported together. */
  batch: z.string().optional(),
});
/** What a run is about, as it was when it was asked for. */
export type RunSubject = z.infer<typeof runSubjectSchema>;

const runEndSchema = z.object({
  state: z.enum(endStates),
  /** Milliseconds since 1970. */
  at: z.number(),
  /** The picture so far; a failed run may have one, too. */
  picture: z.object({ uri: z.string(), width: z.number(), height: z.number() }).optional(),
  iterations: z.number(),
  seconds: z.number(),
  error: errorSchema.optional(),
});
/** How a run has ended. */
export type RunEnd = z.infer<typeof runEndSchema>;

const runCheckpointSchema = z.object({
  /** The engine's name for it. */
  id: z.string(),
  iteration: z.number(),
  iterations: z.number(),
  /** Of the run's time that had passed. */
  fraction: z.number(),
  seconds: z.number(),
  /** Milliseconds since 1970. */
  at: z.number(),
});
/** From where a run can be resumed. */
export type RunCheckpoint = z.infer<typeof runCheckpointSchema>;

export const runNoteSchema = z.object({
  id: z.string(),
  subject: runSubjectSchema,
  /** Absent while it waits or goes on. */
  end: runEndSchema.optional(),
  hasBegun: z.boolean(),
  /** Where the engine writes its result. */
  out: z.string().optional(),
  /** What the engine has written so far, in case the run never finishes. */
  kept: rescuedPictureSchema.optional(),
  checkpoint: runCheckpointSchema.optional(),
  saved: z.string().optional(),
  isRemoved: z.boolean(),
  /** Whether the person was asked to resume it. */
  isOffered: z.boolean().default(false),
});
/** What the next window needs to know about a run. */
export type RunNote = z.infer<typeof runNoteSchema>;
