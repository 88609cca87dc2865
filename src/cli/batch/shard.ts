import { createHash } from 'node:crypto';

import { StylizeError } from '../../channel/errors';

/** The part of a batch that one of several machines paints. */
export interface Shard {
  /** From 1 to `count`. */
  readonly index: number;
  readonly count: number;
  /** Where it was told. */
  readonly source: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Which part of the batch is meant: what `--shard` says, or else the place of this task in an array of Slurm
 * (https://slurm.schedmd.com/job_array.html) or in an Indexed Job of Kubernetes, whose manifest has to say how many
 * there are in `JOB_COMPLETIONS`. Undefined: all of it.
 *
 * @throws StylizeError `usage`
 */
export function chosenShard(option: string | undefined, variables: Variables): Shard | undefined {
  if (option !== undefined) return parseShard(option);
  if (variables['SLURM_ARRAY_TASK_ID']) return slurmShard(variables);
  if (variables['JOB_COMPLETION_INDEX']) return kubernetesShard(variables);
  return undefined;
}

/** `3/8`: the third of eight. */
function parseShard(text: string): Shard {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text.trim()) ?? [];
  const shard = { index: Number(index), count: Number(count), source: '--shard' };
  if (isShard(shard)) return shard;
  throw new StylizeError('usage', `--shard ${text}: write which of how many, from 1/8 to 8/8.`);
}

function slurmShard(variables: Variables): Shard {
  const number = (name: string) => wholeNumber(variables[`SLURM_ARRAY_TASK_${name}`]);
  const [id, count, first = id, step = 1] = ['ID', 'COUNT', 'MIN', 'STEP'].map(number);
  const index = (id! - first!) / step + 1;
  const shard = { index, count: count ?? NaN, source: 'SLURM_ARRAY_TASK_ID' };
  if (isShard(shard)) return shard;
  throw new StylizeError(
    'usage',
    `Task ${variables['SLURM_ARRAY_TASK_ID']!} of this job array is no part of a whole.`,
    {
      hint: 'Submit an array without gaps, such as --array=1-100; to repeat some of its tasks, say --shard "$SLURM_ARRAY_TASK_ID/100".',
    },
  );
}

function kubernetesShard(variables: Variables): Shard {
  const shard = {
    index: (wholeNumber(variables['JOB_COMPLETION_INDEX']) ?? NaN) + 1,
    count: wholeNumber(variables['JOB_COMPLETIONS']) ?? NaN,
    source: 'JOB_COMPLETION_INDEX',
  };
  if (isShard(shard)) return shard;
  throw new StylizeError(
    'usage',
    'JOB_COMPLETION_INDEX is set, but JOB_COMPLETIONS does not say of how many.',
    {
      hint: 'Set JOB_COMPLETIONS to the completions of the Job, or give --shard.',
    },
  );
}

const wholeNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;

const isShard = ({ index, count }: Pick<Shard, 'index' | 'count'>): boolean =>
  Number.isInteger(index) && Number.isInteger(count) && index >= 1 && index <= count;

/**
 * Whether a picture belongs to a shard. Its name alone decides, so that every picture is in exactly one shard, also when
 * the tasks of an array start hours apart and the folder has changed meanwhile.
 *
 * @param name with its folders below the batch's, separated by slashes
 */
export function isInShard(name: string, { index, count }: Pick<Shard, 'index' | 'count'>): boolean {
  // macOS writes an accent as a character of its own.
  const hash = createHash('sha256').update(name.normalize('NFC')).digest();
  return hash.readUIntBE(0, 6) % count === index - 1;
}
