import * as z from 'zod';

import { defineContract } from '../channel/contract';
import { liveKeySchema } from '../recipe/live';
import { recipeSchema } from '../recipe/recipe';
import { mostStyles } from '../recipe/styles';
import { deviceSchema, forecastSchema, networkSchema } from './engine';
import { pictureSchema, runEntrySchema, runViewSchema } from './run-view';

/*
 * What the extension host and its webviews say to each other. The host holds the state; a webview is a view of it that
 * tells what the person did. On every load a webview asks for `ready` and gets the whole state: it can be hidden,
 * moved or restored at any time.
 */

const nothing = z.strictObject({});
const index = z.int().nonnegative();
const styleWeight = z.number().min(0).max(1);

export const styleSchema = pictureSchema.extend({
  /** Relative weight in the mix. */
  weight: styleWeight,
  /** The region that it is kept to, where it has one. */
  mask: z.strictObject({ thumbnail: z.string().optional() }).optional(),
});

/** A style picture that ships with Stylize. */
export const galleryEntrySchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  thumbnail: z.string(),
});

/** What each of *Try 6 Variants* changes in the present settings. */
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
      /** Whether the panel has its settings now. */
      chosen: z.boolean(),
    }),
  ),
  running: z.boolean(),
  /** Whether one was taken over and can be given up again. */
  canUndo: z.boolean(),
});
export type VariantsView = z.infer<typeof variantsViewSchema>;

export const engineViewSchema = z.strictObject({
  state: z.enum(['stopped', 'starting', 'ready', 'busy', 'restarting', 'failed']),
  /** What runs it and on what, or why it does not. */
  detail: z.string(),
});

/** Whether weights may be downloaded: the machine's administrator may have forbidden it, or a setting switched it off. */
const downloadsSchema = z.enum(['allowed', 'forbidden', 'switched-off']);
export type Downloads = z.infer<typeof downloadsSchema>;

/** Everything that the side panel shows. */
export const panelStateSchema = z.strictObject({
  /** `place`: where it is, in words. */
  content: pictureSchema.extend({ place: z.string() }).optional(),
  /** Several pictures to be painted with the same settings, of which the content is the first; else empty. */
  batch: z.array(pictureSchema),
  styles: z.array(styleSchema).max(mostStyles),
  gallery: z.array(galleryEntrySchema),
  recipes: z.array(z.strictObject({ name: z.string(), title: z.string(), description: z.string() })),
  /** Names of the person's presets. */
  presets: z.array(z.string()),
  /** The one whose settings are the present ones. */
  preset: z.string().optional(),
  /** The chosen recipe with the person's changes; absent until the engine has told. */
  recipe: recipeSchema.optional(),
  /** The chosen recipe without the person's changes: where its sliders have their middle. */
  original: recipeSchema.optional(),
  /** Keys that the person has changed. */
  changed: z.array(z.string()),
  /** Changes that the recipe does not take as it is now, and why. They are kept. */
  setAside: z.array(z.strictObject({ key: z.string(), reason: z.string() })),
  /** A recipe that was chosen and is gone. */
  missingRecipe: z.string().optional(),
  /** The settings that act on the run under way; empty without one of this picture. */
  live: z.array(liveKeySchema),
  canUndo: z.boolean(),
  canRedo: z.boolean(),
  /** Roughly what a run with the present choices would need; absent until the engine has answered. */
  forecast: forecastSchema.optional(),
  devices: z.array(deviceSchema),
  /** `auto` or a device's name. */
  device: z.string(),
  networks: z.array(networkSchema),
  downloads: downloadsSchema,
  engine: engineViewSchema,
  /** The one that goes on, or the last one of this window as long as it is about what is chosen. */
  run: runViewSchema.optional(),
  /** Runs that wait for their turn, the next one first. */
  queue: z.array(runEntrySchema),
  /** Whether they wait for the person. */
  held: z.boolean(),
  /** Runs that are over, the last one first. */
  history: z.array(runEntrySchema),
  /** Absent until the person has asked for variants. */
  variants: variantsViewSchema.optional(),
  /** In an untrusted workspace nothing that names executables or model files is taken from its settings. */
  trusted: z.boolean(),
});
export type PanelState = z.infer<typeof panelStateSchema>;

const slot = z.enum(['content', 'style']);
const run = z.strictObject({ id: z.string() });

/** Where keys go to in the panel: nowhere, to something that takes no text, or to a field with text not taken over yet. */
const focus = z.enum(['none', 'controls', 'typing']);
export type PanelFocus = z.infer<typeof focus>;

/**
 * The side panel and the host. Requests go to the host; events come from it. Of a request that fails the person has
 * been told by the host, with a way out; the error that is answered is for the webview to end its waiting.
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
    removeStyle: { params: z.strictObject({ index }), result: nothing },
    /** The weights of all styles, in their order; `index`: of the one that the person has changed. */
    setMix: {
      params: z.strictObject({ index, weights: z.array(styleWeight).max(mostStyles) }),
      result: nothing,
    },
    /** Opens the editor in which the region of a style is painted on the content. */
    paintMask: { params: z.strictObject({ index }), result: nothing },
    removeMask: { params: z.strictObject({ index }), result: nothing },
    selectRecipe: { params: z.strictObject({ name: z.string() }), result: nothing },
    /** Changes one value of the recipe; during a run it takes effect with the next step where that is possible. */
    change: { params: z.strictObject({ key: z.string(), value: z.unknown() }), result: nothing },
    /** Forgets the person's changes to the recipe, or one of them. */
    reset: { params: z.strictObject({ key: z.string().optional() }), result: nothing },
    /** Takes back the last change of anything that is chosen. */
    undo: { params: nothing, result: nothing },
    redo: { params: nothing, result: nothing },
    /** Asks for the picture that a run is to start from. */
    browseInitial: { params: nothing, result: nothing },
    /** Offers the devices in a quick pick, with the reasons of those that are not available. */
    chooseDevice: { params: nothing, result: nothing },
    selectDevice: { params: z.strictObject({ device: z.string() }), result: nothing },
    /** Loads a sample picture and style, so that there is something to start. */
    trySample: { params: nothing, result: nothing },
    /** Begins a run, or adds it to the queue while another goes on. */
    start: { params: nothing, result: nothing },
    /** Paints variants of the present settings, small and quickly; answered when they are done. */
    tryVariants: { params: nothing, result: nothing },
    cancelVariants: { params: nothing, result: nothing },
    /** Takes over a variant's settings. */
    adoptVariant: { params: z.strictObject({ index }), result: nothing },
    closeVariants: { params: nothing, result: nothing },
    pause: { params: nothing, result: nothing },
    resume: { params: nothing, result: nothing },
    /** Ends early and keeps what there is. */
    stop: { params: nothing, result: nothing },
    /** Ends at once and keeps nothing; the person is asked before. */
    cancel: { params: nothing, result: nothing },
    /** Shows a run in an editor. */
    openRun: { params: run, result: nothing },
    saveRun: { params: run, result: nothing },
    /** Shows the saved file where the person's files are. */
    revealRun: { params: run, result: nothing },
    /** Chooses the pictures and settings of a run again. */
    reuseRun: { params: run, result: nothing },
    /** Begins a run once more, as it was. */
    repeatRun: { params: run, result: nothing },
    /** Takes a run that does not go on from its list, and gives it back. */
    removeRun: { params: run, result: nothing },
    restoreRun: { params: run, result: nothing },
    /** No longer shows the run that is over beside the buttons; it stays in the history. */
    dismissRun: { params: run, result: nothing },
    /** Moves a run that waits, by so many places. */
    moveRun: { params: run.extend({ by: z.int() }), result: nothing },
    clearQueue: { params: nothing, result: nothing },
    /** Gives back what was taken from the queue. */
    restoreQueue: { params: nothing, result: nothing },
    /** Lets runs that wait for the person begin. */
    continueQueue: { params: nothing, result: nothing },
    /** Leaves one picture of the chosen ones out. */
    dropFromBatch: { params: z.strictObject({ index }), result: nothing },
    openRecipeAsJson: { params: nothing, result: nothing },
    /** Asks for a name for the present settings. */
    savePreset: { params: nothing, result: nothing },
    usePreset: { params: z.strictObject({ name: z.string() }), result: nothing },
    /** Lists the presets, to choose, rename, share or delete one. */
    choosePreset: { params: nothing, result: nothing },
    importWeights: { params: nothing, result: nothing },
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
