import { basename, join } from 'node:path';

import * as z from 'zod';

import { StylizeError } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import { deviceIds } from '../../../contracts/device-ids';
import type { TrainingSummary } from '../../../contracts/engine';
import { trainRequestSchema } from '../../../contracts/training';
import { recipeSchema } from '../../../recipe/recipe';
import { readCheckpoint, readCheckpointRecord, writeCheckpoint } from '../../checkpoints/checkpoint-file';
import type { Slot } from '../../checkpoints/checkpointing';
import { fileHashSchema } from '../../checkpoints/file-hash';
import { platform } from '../../platform/platform';
import type { TrainingState } from './training';

/** All of a training but its state: what was asked for, and how far it is. */
const recordSchema = z.strictObject({
  /** Of Stylize. */
  version: z.string(),
  request: trainRequestSchema.omit({ settings: true }).extend({ recipe: recipeSchema }),
  device: z.enum(deviceIds),
  critic: z.strictObject({ name: z.string(), sha256: z.string() }),
  /** The style pictures. */
  styles: z.array(fileHashSchema),
  /** Of the names of the pictures that it learns from, in their order. */
  pictures: z.string(),
  /** Steps that were taken. */
  iteration: z.int().positive(),
  /** Without pauses. */
  seconds: z.number(),
});
export type TrainingRecord = z.infer<typeof recordSchema>;

const extension = '.checkpoint';

const stateSchema = z.custom<TrainingState>((value) => typeof value === 'object' && value !== null);

/** The trainings that were left before their end, a checkpoint each, by the names of their fast styles. */
export class TrainingStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Those that can be read. */
  async list(): Promise<TrainingSummary[]> {
    const files = await platform()
      .files.list(this.#folder)
      .catch((): string[] => []);
    const names = files.filter((file) => file.endsWith(extension)).map((file) => basename(file, extension));
    const read = names.sort().map(async (name) => {
      const { record } = await readCheckpointRecord(this.#pathOf(name));
      return { name, iteration: recordSchema.parse(record).iteration };
    });
    const all = await Promise.all(read.map((summary) => summary.catch(() => undefined)));
    return all.filter((summary) => summary !== undefined);
  }

  async has(name: string): Promise<boolean> {
    return platform().files.isTaken(this.#pathOf(name));
  }

  /** @throws StylizeError `bad-checkpoint` when there is none, or it is damaged or another version's */
  async read(name: string): Promise<{ record: TrainingRecord; state: TrainingState }> {
    const path = this.#pathOf(name);
    if (!(await this.has(name))) {
      throw new StylizeError('bad-checkpoint', l10n.t`There is no training of ${name} to go on with.`, {
        hint: l10n.t`A training that is done, or whose style was not kept, leaves none.`,
      });
    }
    const { record, state } = await readCheckpoint(path);
    const read = z.object({ record: recordSchema, state: stateSchema }).safeParse({ record, state });
    if (read.success) return read.data;
    throw new StylizeError(
      'bad-checkpoint',
      l10n.t`The checkpoint was written by another version of Stylize.`,
      {
        file: path,
        hint: l10n.t`Go on with the version that began the training, or start it again with this one.`,
        cause: read.error,
      },
    );
  }

  slot(name: string): Slot<TrainingRecord> {
    return {
      limit: Infinity,
      write: async (record, state) => {
        await writeCheckpoint(this.#pathOf(name), record, state);
      },
    };
  }

  async discard(name: string): Promise<void> {
    await platform().files.remove(this.#pathOf(name));
  }

  #pathOf(name: string): string {
    return join(this.#folder, name + extension);
  }
}
