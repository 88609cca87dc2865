import * as z from 'zod';

import { defineContract } from '../channel/contract';
import { rescuedPictureSchema } from '../channel/errors';
import { wordsSchema } from '../channel/l10n';
import { liveSettingsSchema } from '../recipe/live';
import { recipeSchema } from '../recipe/recipe';
import { mostStyles } from '../recipe/styles';
import { checkpointingSchema, checkpointSchema } from './checkpoints';
import { contactSheetSchema } from './contact-sheet';
import { deviceChoiceSchema, deviceIds, type DeviceId } from './device-ids';
import { diagnosisSchema } from './diagnosis';
import { recalledRunSchema } from './recalled-run';
import { resumeTrainingSchema, trainRequestSchema } from './training';
import { defaultWeightsAddress } from './weights-address';

/** Incremented with every incompatible change to this file. */
export const protocolVersion = 4;

const nothing = z.strictObject({});
const path = z.string().min(1);
const runId = z.string().min(1);
const count = z.int().nonnegative();

/** Weighted losses. The optimiser minimises `total`, the sum of the other three. */
export const lossesSchema = z.strictObject({
  content: z.number(),
  style: z.number(),
  tv: z.number(),
  total: z.number(),
});
export type Losses = z.infer<typeof lossesSchema>;

export { deviceIds, type DeviceId };

export const deviceSchema = z.strictObject({
  id: z.enum(deviceIds),
  title: z.string(),
  available: z.boolean(),
  /** Why it is not available. */
  reason: wordsSchema.optional(),
  /**
   * Time of the probe's convolution, in milliseconds; the fastest device is picked automatically. Missing for a device
   * that is installed but tried only when it is chosen.
   */
  probeMilliseconds: z.number().optional(),
  /** Whether `auto` would pick it. */
  automatic: z.boolean(),
});
export type Device = z.infer<typeof deviceSchema>;

export const networkSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  installed: z.boolean(),
  file: z.string().optional(),
  bytes: count.optional(),
  /** Names of the activations that losses may use. */
  layers: z.array(z.string()),
  license: z.string().optional(),
  /** For an imported file: how it names its layers and what input its network expects, in words. */
  convention: z.string().optional(),
});
export type NetworkSummary = z.infer<typeof networkSchema>;

/** A network that the person has imported, which paints in one style, in one pass. */
export const fastStyleSchema = z.strictObject({
  /** Also that of the recipe that paints with it. */
  name: z.string(),
  title: z.string(),
  file: z.string(),
  bytes: count.optional(),
  license: z.string().optional(),
  /** Name of the file that it was imported from. */
  source: z.string().optional(),
  /** What that file was, in words. */
  convention: z.string().optional(),
  /** Why it cannot paint, if its file is damaged. */
  flaw: wordsSchema.optional(),
});
export type FastStyleSummary = z.infer<typeof fastStyleSchema>;

/** A recipe (its name, its file or the recipe itself) and changes to it by key: `{"style.weight": 100}`. */
const recipeRequest = z.strictObject({
  recipe: z.union([z.string().min(1), recipeSchema]),
  settings: z.record(z.string(), z.unknown()).default({}),
});

export const maskColorSchema = z.string().regex(/^#[0-9a-f]{6}$/i, 'write a colour as #rrggbb');

/**
 * A region of a picture, as another picture laid over it and stretched to its size. White is inside, black and
 * transparent outside, grey partly inside. With a colour, the region is what has that colour: each pixel belongs to the
 * nearest of the colours that a request names for the same mask picture, or to none if it is unlike all of them.
 */
export const maskSchema = z.strictObject({ path, color: maskColorSchema.optional() });
export type Mask = z.infer<typeof maskSchema>;

const style = z.strictObject({
  path,
  /** Relative to the other styles'; weights need not sum to 1. */
  weight: z.number().nonnegative(),
  /**
   * Where in the content the style is used. Without a mask it is used everywhere, or, if other styles of the request
   * have masks, wherever these leave off.
   */
  mask: maskSchema.optional(),
  /** Which part of the style picture is imitated. Default: all of it. */
  styleMask: maskSchema.optional(),
});

const pictures = {
  content: path,
  /** None for a fast style, which knows its own. */
  styles: z.array(style).max(mostStyles),
};

/** What a run may take of the machine. */
export const limitsSchema = z.strictObject({
  /** The most memory that a run may use, in bytes. Default: half of what is free when it starts. */
  memoryBytes: z.int().positive().optional(),
  /**
   * Compute the picture in tiles of about this many pixels a side, whatever it needs: the same losses and gradient in less
   * memory and more time. Default: in tiles when the whole would not fit the memory.
   */
  tile: z.int().positive().optional(),
});
export type Limits = z.infer<typeof limitsSchema>;

const preview = z.strictObject({
  /** Shortest time between previews, in milliseconds. 0: no previews. */
  everyMilliseconds: count.default(0),
  /** Save the picture after every this many iterations, numbered, next to the result. 0: never. */
  saveEvery: count.default(0),
});

export const runRequestSchema = z.strictObject({
  run: runId,
  ...pictures,
  ...recipeRequest.shape,
  device: deviceChoiceSchema.default('auto'),
  output: z.strictObject({
    /** Default: next to the content picture, under a name that is free. */
    path: path.optional(),
    overwrite: z.boolean().default(false),
    /** Whether the result records how it was made: its recipe, and the names and hashes of its pictures. */
    metadata: z.boolean().default(true),
  }),
  preview: preview.prefault({}),
  limits: limitsSchema.prefault({}),
  checkpoint: checkpointingSchema.prefault({}),
});
export type RunRequest = z.input<typeof runRequestSchema>;

/** Left out: as the run had it. */
export const resumeRequestSchema = z.strictObject({
  run: runId,
  /** Of the checkpoint. */
  id: z.string().min(1),
  device: deviceChoiceSchema.optional(),
  limits: limitsSchema.optional(),
  output: z.strictObject({ path, overwrite: z.boolean().default(false) }).optional(),
  preview: preview.optional(),
});
export type ResumeRequest = z.input<typeof resumeRequestSchema>;

export const runResultSchema = z.strictObject({
  out: path,
  width: count,
  height: count,
  iterations: count,
  seconds: z.number(),
  /**
   * Of the picture that was saved: averaged, with its colours finished, clamped and rounded to 8 bits, against what the
   * run compared it with. Not in them are what a lossy format, transparency, or the enlargement of a run that was ended
   * at a smaller scale make of it. A run that the person has stopped, and whose steps are long, does not keep them waiting
   * for one more evaluation: then they are those of the last step.
   */
  losses: lossesSchema,
  device: z.string(),
  /** Whether the person ended it early. */
  stopped: z.boolean(),
  /** From which it can go on, where the person has stopped it and asked for one. */
  checkpoint: z.string().optional(),
});
export type RunResult = z.infer<typeof runResultSchema>;

export const trainingResultSchema = z.strictObject({
  style: fastStyleSchema,
  /** Steps. */
  iterations: count,
  /** Without pauses. */
  seconds: z.number(),
  /** Running means at the end. */
  losses: lossesSchema,
  device: z.string(),
  /** How many numbers the network has. */
  parameters: count,
  /** Pictures that could not be read. */
  skipped: count,
  /** Whether the person ended it early. */
  stopped: z.boolean(),
  /** Whether it can go on. */
  resumable: z.boolean(),
});
/** A training that was left before its end. */
export const trainingSummarySchema = z.strictObject({
  /** Of its fast style. */
  name: z.string(),
  /** Steps that were taken. */
  iteration: count,
});
export type TrainingSummary = z.infer<typeof trainingSummarySchema>;

export type TrainingResult = z.infer<typeof trainingResultSchema>;

export const choiceKinds = ['size', 'iterations', 'network', 'device', 'memory'] as const;

/** Another way to go about a run that needs too much: what to change, and what it would need then. */
export const choiceSchema = z.strictObject({
  kind: z.enum(choiceKinds),
  /** Changes to the recipe, by key: `{"size": 1024}`. */
  settings: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Another device. */
  device: z.enum(deviceIds).optional(),
  /** Another memory limit, in bytes. */
  memoryBytes: count.optional(),
  /** Of the result. */
  width: count,
  height: count,
  bytes: count,
  seconds: z.number().nonnegative(),
});
export type Choice = z.infer<typeof choiceSchema>;

/** What a run needs: predicted before its first step. */
export const estimateSchema = z.strictObject({
  /** Peak memory of the engine in bytes; of the device, if it has memory of its own. */
  bytes: count,
  seconds: z.number().nonnegative(),
  /** Bytes that the run may use. Missing for a device with memory of its own. */
  budget: count.optional(),
  /** Bytes that are free. Missing for a device with memory of its own. A run that needs more becomes very slow, or fails. */
  bytesAvailable: count.optional(),
  /** Side of a tile's core in pixels, when the picture is computed tile by tile. */
  tile: z.int().positive().optional(),
  /** How many pairs L-BFGS keeps, when the budget allows fewer than the recipe wants. */
  history: z.int().positive().optional(),
  /** What speaks against starting: that it needs more memory than the budget, or very long. */
  concerns: z.array(z.enum(['memory', 'time'])),
  /** What to do instead, where there are concerns. */
  choices: z.array(choiceSchema),
});
export type Estimate = z.infer<typeof estimateSchema>;

/** How a run would be carried out, or is. */
export const outlineSchema = z.strictObject({
  device: z.enum(deviceIds),
  network: z.string(),
  /** Of the result. */
  width: count,
  height: count,
  iterations: count,
  /** Smallest first. */
  scales: z.array(
    z.strictObject({ width: count, height: count, iterations: count, finalPass: z.literal(true).optional() }),
  ),
  estimate: estimateSchema,
});

export type Outline = z.infer<typeof outlineSchema>;

export const evaluationSchema = lossesSchema.extend({
  /** Weighted loss of each layer: `content relu4_2`, `style relu1_1` … */
  layers: z.record(z.string(), z.number()),
});
export type EvaluationResult = z.infer<typeof evaluationSchema>;

/** The requests of a client, and the events of the engine. */
export const engineContract = defineContract({
  requests: {
    hello: {
      params: z.strictObject({ protocol: z.int() }),
      result: z.strictObject({
        protocol: z.int(),
        version: z.string(),
        pid: z.int(),
        /** What runs the engine: `node 20.20.2` or `electron 37.2.0`. */
        runtime: z.string(),
      }),
    },
    /** Loads the native runtime and checks a small computation. */
    selfTest: { params: nothing, result: z.strictObject({ milliseconds: z.number() }) },
    devices: { params: nothing, result: z.array(deviceSchema) },
    /** The machine, and a trial of every device that works; takes seconds. */
    diagnose: { params: nothing, result: diagnosisSchema.extend({ runtime: z.string() }) },
    run: { params: runRequestSchema, result: runResultSchema },
    control: {
      params: z.strictObject({
        run: runId,
        /** `finish`: end with what the last whole step has left, and save it. */
        action: z.enum(['pause', 'resume', 'finish']),
        /** With `finish`: leave a checkpoint from which the run can go on. */
        resumable: z.boolean().default(false),
      }),
      result: nothing,
    },
    /** The runs that can go on, the newest first. */
    checkpoints: { params: nothing, result: z.array(checkpointSchema) },
    /**
     * Goes on with a run from its checkpoint, with the events of `run`: on the same device to the same bytes as if it
     * had never been left. Fails with `busy` while an engine is painting it, and with `bad-checkpoint` when there is no
     * such checkpoint, when it is damaged or another version's, or when a picture or the network is no longer the same.
     */
    resume: { params: resumeRequestSchema, result: runResultSchema },
    /** No error when it is gone already; `busy` while an engine is painting it. */
    discardCheckpoint: { params: z.strictObject({ id: z.string().min(1) }), result: nothing },
    update: { params: z.strictObject({ run: runId, settings: liveSettingsSchema }), result: nothing },
    evaluate: {
      params: z.strictObject({
        ...pictures,
        ...recipeRequest.shape,
        image: path,
        device: deviceChoiceSchema.default('cpu'),
        limits: limitsSchema.prefault({}),
      }),
      result: evaluationSchema,
    },
    recipes: {
      params: nothing,
      result: z.array(z.strictObject({ name: z.string(), title: z.string(), description: z.string() })),
    },
    recipe: { params: recipeRequest, result: recipeSchema },
    /** What a run would be if it were started. Quick, but for the first time on a device and with a network. */
    forecast: {
      params: z.strictObject({
        ...recipeRequest.shape,
        content: path,
        /** One with the content's proportions and no mask, when none is known. */
        styles: z.array(style).max(mostStyles).default([]),
        device: deviceChoiceSchema.default('auto'),
        limits: limitsSchema.prefault({}),
      }),
      result: outlineSchema,
    },
    networks: { params: nothing, result: z.array(networkSchema) },
    /** Networks that paint in one style. Each is also a recipe, by its name. */
    fastStyles: { params: nothing, result: z.array(fastStyleSchema) },
    /**
     * Imports a network of another program that paints in one style, and tries it. Fails with `network-exists` rather than
     * replace another one of that name, unless told to.
     */
    importFastStyle: {
      params: z.strictObject({
        file: path,
        /** Default: made from the file's. */
        name: z.string().min(1).optional(),
        /** Under which it was published. */
        license: z.string().max(200).optional(),
        replace: z.boolean().default(false),
      }),
      result: fastStyleSchema,
    },
    /**
     * Trains a fast style on a folder of pictures, with the events of `run`; the preview is of a picture that it does not
     * learn from. `control` pauses it, goes on with it, and ends it with what it has learnt, which leaves a checkpoint;
     * so does giving it up.
     */
    train: { params: trainRequestSchema, result: trainingResultSchema },
    /** The trainings that can go on. */
    trainings: { params: nothing, result: z.array(trainingSummarySchema) },
    /**
     * Goes on with a training from its checkpoint. Fails with `bad-checkpoint` when there is none, or when a style picture
     * or the network is no longer the same.
     */
    resumeTraining: { params: resumeTrainingSchema, result: trainingResultSchema },
    removeFastStyle: { params: z.strictObject({ name: z.string() }), result: nothing },
    /**
     * How a result of Stylize was made. Pictures are looked for by their names in the result's folder, then in the
     * `places`, then among those that ship with Stylize; a file with the same content is preferred. The network is an
     * installed one; a weight file is looked for only if the place of the result is trusted.
     */
    recall: {
      params: z.strictObject({
        file: path,
        places: z.array(path).max(1000).default([]),
        trusted: z.boolean().default(false),
      }),
      result: recalledRunSchema,
    },
    /**
     * Whether a result is there already that a run would paint again. What decides a picture is one hash: the recipe, the
     * network, the picture, the styles with their weights and masks.
     */
    fingerprint: {
      params: z.strictObject({
        ...pictures,
        ...recipeRequest.shape,
        /** Where the result is, or will be. */
        path,
      }),
      result: z.strictObject({
        /** Of the run. */
        wanted: z.string(),
        /** Of the finished result there, if it says how it was made. */
        found: z.string().optional(),
        /** Whether there is anything. */
        taken: z.boolean(),
        /** Whether results say how they were made, if the machine's policy decides that. */
        metadata: z.boolean().optional(),
      }),
    },
    /** Fails if a picture could not be written there. */
    checkOutput: { params: z.strictObject({ path, overwrite: z.boolean().default(false) }), result: nothing },
    /** A picture file as a JPEG of limited size, on white where it is transparent. Never enlarged. */
    smallCopy: {
      params: z.strictObject({
        path,
        /** In pixels. */
        longestSide: z.int().positive(),
        mostBytes: z.int().positive(),
      }),
      result: z.strictObject({ bytes: z.instanceof(Uint8Array) }),
    },
    contactSheet: { params: contactSheetSchema, result: z.strictObject({ width: count, height: count }) },
    /** Fails with `network-exists` rather than replace other weights, unless told to. */
    importWeights: {
      params: z.strictObject({ file: path, replace: z.boolean().default(false) }),
      result: networkSchema,
    },
    /** Downloads a weight file and imports it. An interrupted download is continued. */
    downloadWeights: {
      params: z.strictObject({
        /** May end with the checksums that the file must have: `#sha256=…`, `#md5=…`, or both with an `&`. */
        url: z.string().min(1).default(defaultWeightsAddress),
        /** In place of HTTPS_PROXY, HTTP_PROXY and NO_PROXY of the engine's environment. */
        proxy: z
          .strictObject({
            url: z.string().min(1).optional(),
            /** Hosts to reach without a proxy; `*` for all. */
            bypass: z.array(z.string()).optional(),
          })
          .default({}),
        /** As for `importWeights`. A file with the checksums in its address may replace others without asking. */
        replace: z.boolean().default(false),
      }),
      result: networkSchema,
    },
    shutdown: { params: nothing, result: nothing },
  },
  events: {
    /** A run's preparation is over. */
    planned: outlineSchema.extend({ run: runId }),
    /** Something the person should know about the run, in a sentence or two. */
    remark: z.strictObject({ run: runId, message: wordsSchema }),
    /**
     * The engine was lost while it painted, and the client goes on with the run in another one, from its checkpoint or
     * from the beginning: why and how, in a sentence. `planned` and the others follow again.
     */
    resumed: z.strictObject({ run: runId, message: wordsSchema }),
    phase: z.strictObject({ run: runId, phase: z.enum(['preparing', 'running', 'paused', 'saving']) }),
    progress: z.strictObject({
      run: runId,
      iteration: count,
      iterations: count,
      /** Of the run's time that has passed, 0 to 1; never less than before. */
      fraction: z.number().min(0).max(1),
      /** Index of the scale, from 0. */
      scale: count,
      width: count,
      height: count,
      losses: lossesSchema,
      iterationsPerSecond: z.number(),
      secondsElapsed: z.number(),
      secondsLeft: z.number(),
    }),
    preview: z.strictObject({
      run: runId,
      iteration: count,
      width: count,
      height: count,
      /** A PNG file; its ArrayBuffer is exactly its bytes. */
      png: z.instanceof(Uint8Array),
    }),
    saved: z.strictObject({ run: runId, iteration: count, path }),
    /**
     * The picture so far has been written, in case the engine does not survive the run; each one replaces the one
     * before. The client removes it when the run has a result or is cancelled.
     */
    kept: rescuedPictureSchema.extend({ run: runId }),
    /**
     * The run's state has been written, and can be gone on from should the engine not survive: each one replaces the one
     * before. The engine removes it when the run has a result, or is cancelled; not when the engine is shut down.
     */
    checkpoint: z.strictObject({ run: runId, id: z.string().min(1), iteration: count }),
    /** Bytes of a download of weights; the total is missing if the server does not send it. */
    download: z.strictObject({ received: count, total: count.optional() }),
    log: z.strictObject({ level: z.enum(['debug', 'info', 'warning', 'error']), message: z.string() }),
  },
});

export type EngineContract = typeof engineContract;
