import { join, resolve } from 'node:path';

import { StylizeError } from '../../channel/errors';
import { isSame, listPictures, type LeftOut } from './listing';
import { resultNames } from './result-names';
import { isInShard, type Shard } from './shard';

/** A picture of a batch. */
export interface BatchPicture {
  /** Absolute. */
  readonly content: string;
  /** The result's name below the folder of the results, with slashes. */
  readonly name: string;
  /** Where the result goes; absolute. */
  readonly out: string;
}

export interface Batch {
  /** Those of the shard. */
  readonly pictures: readonly BatchPicture[];
  /** How many there are in all shards. */
  readonly listed: number;
  readonly leftOut: LeftOut;
  readonly shard: Shard | undefined;
}

export interface BatchOptions {
  /** Folders and pictures; absolute. */
  readonly inputs: readonly string[];
  /** Absolute. */
  readonly out: string;
  readonly format: string;
  readonly recursive: boolean;
  readonly shard: Shard | undefined;
}

/**
 * What a batch has to paint, and where. The results' names are decided before the batch is divided, so that every shard
 * decides alike.
 *
 * @throws StylizeError `usage` when there is nothing to paint, or a result would take the place of a picture; as
 *   `listPictures`
 */
export async function planBatch({ inputs, out, format, recursive, shard }: BatchOptions): Promise<Batch> {
  if (inputs.some((input) => isSame(input, out))) {
    throw new StylizeError('usage', 'The results would be among the pictures.', {
      file: out,
      hint: 'Choose another folder for --out.',
    });
  }
  const { pictures, leftOut } = await listPictures(inputs, { recursive, out });
  if (pictures.length === 0) throw nothing(inputs, leftOut);
  const names = resultNames(
    pictures.map(({ name }) => name),
    format,
  );
  const contents = new Set(pictures.map(({ path }) => resolve(path)));
  const planned = pictures.map(({ path, name: source }, index) => {
    const name = names[index]!;
    const result = join(out, name);
    if (contents.has(result)) {
      throw new StylizeError('usage', `The result of ${source} would take the place of ${name}.`, {
        file: result,
        hint: 'Choose another folder for --out.',
      });
    }
    return { source, picture: { content: path, name, out: result } };
  });
  const mine = shard ? planned.filter(({ source }) => isInShard(source, shard)) : planned;
  return { pictures: mine.map(({ picture }) => picture), listed: planned.length, leftOut, shard };
}

function nothing(inputs: readonly string[], { folders, others }: LeftOut): StylizeError {
  const there = [
    ...(folders > 0 ? ['--recursive looks in folders below it, too.'] : []),
    ...(others > 0 ? ['Pictures are told by their names: .png, .jpg, .webp, .tiff, .avif or .gif.'] : []),
  ].join(' ');
  return new StylizeError('usage', 'There are no pictures to paint.', {
    ...(inputs.length === 1 && { file: inputs[0]! }),
    hint: there === '' ? 'Name a folder of pictures, or pictures.' : there,
  });
}
