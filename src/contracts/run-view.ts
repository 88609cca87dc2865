import * as z from 'zod';

import { errorSchema } from '../channel/errors';
import { wordsSchema } from '../channel/l10n';
import { lossesSchema } from './engine';

/* Runs as the webviews show them. */

const count = z.int().nonnegative();

/** A picture as a webview shows it. */
export const pictureSchema = z.strictObject({
  uri: z.string(),
  name: z.string(),
  /** Something that `img-src` allows: a webview URI or a `data:` URI; absent while it is being made. */
  thumbnail: z.string().optional(),
});
export type PictureView = z.infer<typeof pictureSchema>;

/** States of a run that the engine has. */
export const activeStates = ['preparing', 'running', 'paused', 'finishing', 'saving'] as const;
/** `interrupted`: the window was closed in the middle of it. */
export const endStates = ['done', 'stopped', 'cancelled', 'interrupted', 'failed'] as const;
export const runStates = ['queued', ...activeStates, ...endStates] as const;
export type RunViewState = (typeof runStates)[number];

/** A point of the loss chart. */
export const lossPointSchema = lossesSchema.extend({ iteration: count });
export type LossPoint = z.infer<typeof lossPointSchema>;

/** What distinguishes a run from the others. */
const identity = {
  id: z.string(),
  state: z.enum(runStates),
  /** Of its content picture, with a number where there are several runs of it. */
  label: z.string(),
  /** Which of the runs of its picture it is, from 1. */
  number: count,
  /** Names of the styles. */
  styles: z.array(z.string()),
  /** The recipe's title. */
  recipe: z.string(),
};

/** The picture that a run has made. */
const resultSchema = z.strictObject({
  /** Name of the file in which it is saved, or would be. */
  name: z.string(),
  saved: z.boolean(),
});

/** How far a run has got. */
const reached = {
  iteration: count,
  iterations: count,
  /** Of its time, from 0 to 1. */
  fraction: z.number().min(0).max(1),
  /** Whether it has ended before its time and can be continued where it was. */
  canResume: z.boolean(),
};

/** A run with everything that changes while it is running. */
export const runViewSchema = z.strictObject({
  ...identity,
  ...reached,
  content: pictureSchema,
  device: z.string().optional(),
  network: z.string().optional(),
  /** Of the result; absent until the run is planned. */
  width: count.optional(),
  height: count.optional(),
  /** Of the preview at the current scale. */
  scale: count,
  scales: count,
  iterationsPerSecond: z.number(),
  secondsElapsed: z.number(),
  secondsLeft: z.number(),
  /** At most a few hundred, thinned evenly; the last is the current one. */
  losses: z.array(lossPointSchema),
  /** Remarks for the person. */
  remarks: z.array(wordsSchema),
  result: resultSchema.optional(),
  error: errorSchema.optional(),
});
export type RunView = z.infer<typeof runViewSchema>;

/** A run in a list: waiting or finished. */
export const runEntrySchema = z.strictObject({
  ...identity,
  ...reached,
  thumbnail: z.string().optional(),
  width: count.optional(),
  height: count.optional(),
  seconds: z.number(),
  /** Milliseconds since 1970; absent while it waits. */
  endedAt: z.number().optional(),
  result: resultSchema.optional(),
  error: errorSchema.optional(),
  /** Removed from the list, which can still be undone. */
  removed: z.boolean(),
});
export type RunEntry = z.infer<typeof runEntrySchema>;
