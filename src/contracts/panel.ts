import * as z from 'zod';

import { defineContract } from '../channel/contract';
import { wordsSchema } from '../channel/l10n';
import { liveKeySchema } from '../recipe/live';
import { recipeSchema } from '../recipe/recipe';
import { mostStyles } from '../recipe/styles';
import { choiceSchema, deviceSchema, networkSchema, outlineSchema } from './engine';
import { pictureSchema, runEntrySchema, runViewSchema } from './run-view';

/*
 * What the extension host and its webviews say to each other. The host holds the state; a webview is a view of it that
 * reports what the person did. On every load a webview asks for `ready` and gets the whole state: it can be hidden,
 * moved or restored at any time.
 */

const nothing = z.strictObject({});
const styleWeight = z.number().min(0).max(1);

export const styleSchema = pictureSchema.extend({
  /** Relative weight in the mix. */
  weight: styleWeight,
  /** The region that it is restricted to, if any. */
  mask: z.strictObject({ thumbnail: z.string().optional() }).optional(),
});

/** A style picture that ships with Stylize. */
export const galleryEntrySchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  thumbnail: z.string(),
});

/** What each variant of *Try 6 Variants* changes in the current settings. */
export const variantNames = [
  'gentler',
  'stronger',
  'larger-strokes',
  'finer-strokes',
  'content-colors',
  'matched-colors',
  'style-colors',
  'smoother',
  'from-noise',
  'from-content',
] as const;
export type VariantName = (typeof variantNames)[number];

export const variantsViewSchema = z.strictObject({
  entries: z.array(
    z.strictObject({
      name: z.enum(variantNames),
      state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
      thumbnail: z.string().optional(),
      /** Whether its settings are the current ones. */
      chosen: z.boolean(),
    }),
  ),
  running: z.boolean(),
  /** Whether one was adopted and can be undone. */
  canUndo: z.boolean(),
});
export type VariantsView = z.infer<typeof variantsViewSchema>;

export const engineViewSchema = z.strictObject({
  state: z.enum(['stopped', 'starting', 'ready', 'busy', 'restarting', 'failed']),
  /** What it runs on, or why it does not run. */
  detail: wordsSchema,
});

/** Whether weights may be downloaded: the machine's administrator may have forbidden it, or a setting switched it off. */
const downloadsSchema = z.enum(['allowed', 'forbidden', 'switched-off']);
export type Downloads = z.infer<typeof downloadsSchema>;

/** Everything that the side panel shows. */
export const panelStateSchema = z.strictObject({
  /** `place`: where it is, in words. */
  content: pictureSchema.extend({ place: z.string() }).optional(),
  /** If several pictures are to be painted with the same settings: all of them, the content first. Otherwise empty. */
  batch: z.array(pictureSchema),
  styles: z.array(styleSchema).max(mostStyles),
  gallery: z.array(galleryEntrySchema),
  recipes: z.array(z.strictObject({ name: z.string(), title: z.string(), description: z.string() })),
  /** Names of the person's presets. */
  presets: z.array(z.string()),
  /** The preset whose settings are the current ones. */
  preset: z.string().optional(),
  /** The chosen recipe with the person's changes; absent until the engine has answered. */
  recipe: recipeSchema.optional(),
  /** The chosen recipe without the person's changes: the middle of its sliders. */
  original: recipeSchema.optional(),
  /** Keys that the person has changed. */
  changed: z.array(z.string()),
  /** Changes that the recipe does not accept as it is now, and why. They are kept. */
  setAside: z.array(z.strictObject({ key: z.string(), reason: wordsSchema })),
  /** A recipe that was chosen but no longer exists. */
  missingRecipe: z.string().optional(),
  /** The settings that act on the current run; empty if there is none of this picture. */
  live: z.array(liveKeySchema),
  canUndo: z.boolean(),
  canRedo: z.boolean(),
  /** Roughly what a run with the present choices would need; absent until the engine has answered. */
  forecast: outlineSchema.optional(),
  devices: z.array(deviceSchema),
  /** `auto` or a device's name. */
  device: z.string(),
  networks: z.array(networkSchema),
  downloads: downloadsSchema,
  engine: engineViewSchema,
  /** The current run, or this window's last one, as long as its picture is still chosen. */
  run: runViewSchema.optional(),
  /** Waiting runs, the next one first. */
  queue: z.array(runEntrySchema),
  /** Whether they wait for the person. */
  held: z.boolean(),
  /** Finished runs, the latest first. */
  history: z.array(runEntrySchema),
  /** Absent until the person has asked for variants. */
  variants: variantsViewSchema.optional(),
  /** The settings of an untrusted workspace cannot name executables or model files. */
  trusted: z.boolean(),
});
export type PanelState = z.infer<typeof panelStateSchema>;

const slot = z.enum(['content', 'style']);
const run = z.strictObject({ id: z.string() });
/** By their address: the list may have changed since the person saw it. */
const picture = z.strictObject({ uri: z.string() });

/** What has the keyboard focus: nothing in the panel, a control without text, or a field with uncommitted text. */
const focus = z.enum(['none', 'controls', 'typing']);
export type PanelFocus = z.infer<typeof focus>;

/**
 * The side panel and the host. Requests go to the host; events come from it. The host tells the person
 * about a failed request, and what to do; the error in the reply only ends the webview's waiting.
 */
export const panelContract = defineContract({
  requests: {
    ready: { params: nothing, result: panelStateSchema },
    /** For VS Code's keyboard shortcuts, which cannot see into a webview. */
    focus: { params: z.strictObject({ focus }), result: nothing },
    /** Opens a file dialog. */
    browse: { params: z.strictObject({ slot }), result: nothing },
    /** Offers the workspace's pictures in a quick pick. */
    pickFromWorkspace: { params: z.strictObject({ slot }), result: nothing },
    /** Pictures dropped from the explorer. */
    dropUris: { params: z.strictObject({ slot, uris: z.array(z.string()).min(1).max(20) }), result: nothing },
    /** A picture dropped from the desktop, which has no path here. */
    dropBytes: {
      params: z.strictObject({ slot, name: z.string(), bytes: z.instanceof(Uint8Array) }),
      result: nothing,
    },
    addGalleryStyle: { params: z.strictObject({ name: z.string() }), result: nothing },
    removeStyle: { params: picture, result: nothing },
    /** The weights of all styles, by their addresses; `uri` is the style whose weight the person has changed. */
    setMix: {
      params: picture.extend({ weights: z.record(z.string(), styleWeight) }),
      result: nothing,
    },
    /** Opens the editor for painting a style's region on the content. */
    paintMask: { params: picture, result: nothing },
    removeMask: { params: picture, result: nothing },
    selectRecipe: { params: z.strictObject({ name: z.string() }), result: nothing },
    /** Changes one value of the recipe. If possible it takes effect with the next step of the current run. */
    change: { params: z.strictObject({ key: z.string(), value: z.unknown() }), result: nothing },
    /** Forgets the person's changes to the recipe, or one of them. */
    reset: { params: z.strictObject({ key: z.string().optional() }), result: nothing },
    /** Undoes the last change of anything that is chosen. */
    undo: { params: nothing, result: nothing },
    redo: { params: nothing, result: nothing },
    /** Asks for the picture that a run is to start from. */
    browseInitial: { params: nothing, result: nothing },
    /** Offers the devices in a quick pick, and says why some are not available. */
    chooseDevice: { params: nothing, result: nothing },
    selectDevice: { params: z.strictObject({ device: z.string() }), result: nothing },
    /** Loads a sample picture and style, so that there is something to start. */
    trySample: { params: nothing, result: nothing },
    /** Takes one of the forecast's proposals. */
    applyChoice: { params: z.strictObject({ choice: choiceSchema }), result: nothing },
    /** Starts a run, or adds it to the queue while another is running. */
    start: { params: nothing, result: nothing },
    /** Paints small, quick variants of the current settings; answered when they are done. */
    tryVariants: { params: nothing, result: nothing },
    cancelVariants: { params: nothing, result: nothing },
    /** Adopts a variant's settings. */
    adoptVariant: { params: z.strictObject({ name: z.enum(variantNames) }), result: nothing },
    closeVariants: { params: nothing, result: nothing },
    pause: { params: nothing, result: nothing },
    resume: { params: nothing, result: nothing },
    /** Ends early and keeps the picture so far. */
    stop: { params: nothing, result: nothing },
    /** Ends at once and keeps nothing; asks first. */
    cancel: { params: nothing, result: nothing },
    /** Shows a run in an editor. */
    openRun: { params: run, result: nothing },
    saveRun: { params: run, result: nothing },
    /** Shows the saved file where the person's files are. */
    revealRun: { params: run, result: nothing },
    /** Chooses the pictures and settings of a run again. */
    reuseRun: { params: run, result: nothing },
    /** Repeats a run. */
    repeatRun: { params: run, result: nothing },
    /** Continues a run that was cut off, where it was. */
    resumeRun: { params: run, result: nothing },
    /** Gives up a run that was cut off; offers to undo that. */
    discardRun: { params: run, result: nothing },
    /** Asks how large the run's picture is to become, and paints on at that size; a running one is stopped first. */
    finishLarger: { params: run, result: nothing },
    /** Asks how many more iterations there are to be. */
    moreIterations: { params: run, result: nothing },
    /** Removes a run that is not running from its list; puts it back. */
    removeRun: { params: run, result: nothing },
    restoreRun: { params: run, result: nothing },
    /** Stops showing a finished run beside the buttons; it stays in the history. */
    dismissRun: { params: run, result: nothing },
    /** Moves a run that waits, by so many places. */
    moveRun: { params: run.extend({ by: z.int() }), result: nothing },
    clearQueue: { params: nothing, result: nothing },
    /** Puts back what was removed from the queue. */
    restoreQueue: { params: nothing, result: nothing },
    /** Starts the queue again after it was held. */
    continueQueue: { params: nothing, result: nothing },
    /** Removes one of the chosen pictures. */
    dropFromBatch: { params: picture, result: nothing },
    openRecipeAsJson: { params: nothing, result: nothing },
    /** Asks for a name for the present settings. */
    savePreset: { params: nothing, result: nothing },
    usePreset: { params: z.strictObject({ name: z.string() }), result: nothing },
    /** Lists the presets, to choose, rename, share or delete one. */
    choosePreset: { params: nothing, result: nothing },
    importWeights: { params: nothing, result: nothing },
    /** Imports a network that paints in one style, and chooses its recipe. */
    importFastStyle: { params: nothing, result: nothing },
    /** Trains one, and chooses its recipe. */
    trainFastStyle: { params: nothing, result: nothing },
    /** Removes the one of the chosen recipe, after asking. */
    removeFastStyle: { params: z.strictObject({ name: z.string() }), result: nothing },
    /** Of VGG-19. */
    downloadWeights: { params: nothing, result: nothing },
    restartEngine: { params: nothing, result: nothing },
    showLog: { params: nothing, result: nothing },
  },
  events: {
    /** Sent after every change other than a run's progress. */
    state: panelStateSchema,
    /** The run alone, while it goes on: small, and sent often. Its `losses` hold only the points since the last. */
    progress: runViewSchema,
    /** Takes over what is being typed into a field, and starts with it. */
    startTyped: nothing,
    /** Takes back what is being typed into a field: the person has asked for undo. */
    revertTyping: nothing,
  },
});
export type PanelContract = typeof panelContract;
