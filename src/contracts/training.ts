import * as z from 'zod';

import { recipeSchema } from '../recipe/recipe';
import { mostStyles } from '../recipe/styles';
import { checkpointingSchema } from './checkpoints';
import { deviceChoiceSchema } from './device-ids';

const path = z.string().min(1);

/** Whose losses a training minimises unless it is told otherwise. */
export const defaultRecipe = 'studio';

/** What a network is trained on, and how long. */
const trainingShape = {
  /** Style pictures and their shares of the mix. */
  styles: z
    .array(z.strictObject({ path, weight: z.number().nonnegative() }))
    .min(1)
    .max(mostStyles),
  /** A folder of pictures to learn from; those of folders in it count too. */
  pictures: path,
  /** Of the fast style. */
  name: z.string().min(1),
  /** Whose losses are minimised: its name, its file or the recipe itself. */
  recipe: z.union([z.string().min(1), recipeSchema]).default(defaultRecipe),
  settings: z.record(z.string(), z.unknown()).default({}),
  /** Steps; or else the time that it may take. */
  iterations: z.int().positive().optional(),
  minutes: z.number().positive().default(60),
  /** Side of the crops, in pixels. */
  crop: z.int().min(16).max(512).multipleOf(4).default(128),
  /** Crops in a step. */
  batch: z.int().min(1).max(64).default(4),
  /** Channels at full size; there are twice as many at half the size, and four times as many at a quarter. */
  width: z.int().min(1).max(64).default(16),
  /** Residual blocks. */
  blocks: z.int().min(0).max(16).default(5),
  /** Longest side of the style pictures, in pixels. */
  styleSize: z.int().min(16).max(2048).default(384),
  /** The length of Adam's first steps, which shrink along half a cosine. */
  learningRate: z.number().positive().default(2e-3),
  seed: z.int().nonnegative().default(0),
  /** Under which the style may be used. */
  license: z.string().max(200).optional(),
} as const;

const preview = z.strictObject({
  /** Painted now and then, and not learnt from. Default: one of the folder. */
  picture: path.optional(),
  /** Shortest time between previews, in milliseconds. 0: none. */
  everyMilliseconds: z.int().nonnegative().default(0),
});

export const trainRequestSchema = z.strictObject({
  run: z.string().min(1),
  ...trainingShape,
  preview: preview.prefault({}),
  device: deviceChoiceSchema.default('auto'),
  /** Whether a fast style of that name gives way. */
  replace: z.boolean().default(false),
  checkpoint: checkpointingSchema.prefault({}),
});
export type TrainRequest = z.input<typeof trainRequestSchema>;

/** Goes on with a training that was left. What is left out is as it was. */
export const resumeTrainingSchema = z.strictObject({
  run: z.string().min(1),
  name: z.string().min(1),
  iterations: z.int().positive().optional(),
  minutes: z.number().positive().optional(),
  /** Changes to the recipe: weights above all. */
  settings: z.record(z.string(), z.unknown()).default({}),
  preview: preview.optional(),
  device: deviceChoiceSchema.optional(),
});
export type ResumeTraining = z.input<typeof resumeTrainingSchema>;
