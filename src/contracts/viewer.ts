import * as z from 'zod';

import { defineContract } from '../channel/contract';
import { runViewSchema } from './run-view';

const nothing = z.strictObject({});
const count = z.int().nonnegative();

export const comparisons = ['result', 'swipe', 'side-by-side', 'difference'] as const;

/** Everything that an editor panel shows, apart from the picture itself. */
export const viewerStateSchema = z.strictObject({
  /** Of the run. The webview keeps it (`setState({ id, … })`): with it the host finds the picture after a reload. */
  id: z.string(),
  run: runViewSchema.optional(),
  /** Name, for the title. */
  name: z.string(),
  /** The content picture at the result's size, to compare with: a webview URI. */
  original: z.string().optional(),
  /** The result: a webview URI. Absent while only previews exist. */
  result: z.string().optional(),
  /** Other results of the same picture, to compare with. */
  others: z.array(
    z.strictObject({ id: z.string(), number: count, styles: z.array(z.string()), uri: z.string() }),
  ),
});
export type ViewerState = z.infer<typeof viewerStateSchema>;

/** An editor panel with one run's picture, and the host. */
export const viewerContract = defineContract({
  requests: {
    ready: { params: nothing, result: viewerStateSchema },
    /** The preview has been drawn: the host sends the newest one next, and none before. */
    drawn: { params: z.strictObject({ iteration: count }), result: nothing },
    save: { params: nothing, result: nothing },
    saveAs: { params: nothing, result: nothing },
    /** Shows the saved file where the person's files are. */
    reveal: { params: nothing, result: nothing },
    pause: { params: nothing, result: nothing },
    resume: { params: nothing, result: nothing },
    stop: { params: nothing, result: nothing },
    /** Continues a run that was cut off, where it was. */
    resumeRun: { params: nothing, result: nothing },
    /** Ask how large, or how much longer, and paint on from this picture. */
    finishLarger: { params: nothing, result: nothing },
    moreIterations: { params: nothing, result: nothing },
    showPanel: { params: nothing, result: nothing },
    showLog: { params: nothing, result: nothing },
  },
  events: {
    state: viewerStateSchema,
    progress: runViewSchema,
    preview: z.strictObject({
      iteration: count,
      width: count,
      height: count,
      /** A PNG file; its ArrayBuffer is exactly its bytes. */
      png: z.instanceof(Uint8Array),
    }),
    /** A command of the host's (palette, keyboard, title bar) for the view. */
    compare: z.strictObject({ comparison: z.enum(comparisons) }),
    copy: nothing,
  },
});
export type ViewerContract = typeof viewerContract;
