import * as z from 'zod';

import { defineContract } from '../channel/contract';
import { mostStyles } from '../recipe/styles';

/*
 * What the extension host and the editor panel for masks say to each other. The host knows which style has which mask and
 * keeps the files; the webview holds the pixels while they are painted, and hands a new file over after each change.
 */

const nothing = z.strictObject({});
const png = z.instanceof(Uint8Array);

/** Colours of the regions, in the styles' order: distinct on most pictures, also to people with colour blindness. */
export const regionColors = ['#ff3b5c', '#2f9bff', '#ffd02e', '#b05cff', '#1fd6a0'] as const;

const color = z.string().regex(/^#[\da-f]{6}$/);

export const maskEditorStateSchema = z.strictObject({
  content: z
    .strictObject({
      uri: z.string(),
      name: z.string(),
      /** Something that `img-src` allows; absent while it is being made. */
      shown: z.string().optional(),
      /** Whether webviews can show it. */
      canBeShown: z.boolean(),
    })
    .optional(),
  styles: z
    .array(
      z.strictObject({
        uri: z.string(),
        name: z.string(),
        thumbnail: z.string().optional(),
        /** The colour of its region: `#rrggbb`. */
        color,
        /** The style's mask for this content: a new address after every change. */
        mask: z.string().optional(),
      }),
    )
    .max(mostStyles),
});
export type MaskEditorState = z.infer<typeof maskEditorStateSchema>;

/** A style's mask for a content picture, both by their addresses. */
const owner = { content: z.string(), style: z.string() };

export const maskEditorContract = defineContract({
  requests: {
    ready: {
      params: nothing,
      result: z.strictObject({
        state: maskEditorStateSchema,
        /** The address of the style to paint first. */
        style: z.string().optional(),
      }),
    },
    /** The file of a style's mask, if it has one. */
    read: { params: z.strictObject(owner), result: z.strictObject({ png: png.optional() }) },
    /**
     * A style's mask as it is now; no file removes it. The reply has its new address. The content and the style need not be
     * chosen any more.
     */
    write: {
      params: z.strictObject({ ...owner, png: png.optional() }),
      result: z.strictObject({ mask: z.string().optional() }),
    },
    /** Asks the person for a picture to use as a mask; its bytes, unless they cancel. */
    load: { params: nothing, result: z.strictObject({ name: z.string().optional(), bytes: png.optional() }) },
    /** Asks where to save, and saves. */
    saveAs: { params: z.strictObject({ ...owner, png }), result: nothing },
    /** Shows the region of a style in another colour; without one, in its default colour. */
    setColor: {
      params: z.strictObject({ style: z.string(), color: color.optional() }),
      result: nothing,
    },
    showPanel: { params: nothing, result: nothing },
  },
  events: {
    state: maskEditorStateSchema,
    /** Paint this style next. */
    select: z.strictObject({ style: z.string() }),
  },
});
export type MaskEditorContract = typeof maskEditorContract;
