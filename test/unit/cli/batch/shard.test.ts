import { describe, expect, it } from 'vitest';

import { chosenShard, isInShard } from '../../../../src/cli/batch/shard';

const shardOf = (variables: Record<string, string>, option?: string) => {
  const shard = chosenShard(option, variables);
  return shard && `${shard.index}/${shard.count}`;
};

describe('the part of a batch', () => {
  it.each([
    ['3/8', '3/8'],
    [' 1/1 ', '1/1'],
  ])('is --shard %j', (option, shard) => {
    expect(shardOf({ SLURM_ARRAY_TASK_ID: '5', SLURM_ARRAY_TASK_COUNT: '9' }, option)).toBe(shard);
  });

  it.each(['0/8', '9/8', '3', '3/', 'a/b', '1.5/2', '-1/2'])('is not --shard %j', (option) => {
    expect(() => shardOf({}, option)).toThrow('write which of how many');
  });

  it.each([
    [{ ID: '0', COUNT: '4', MIN: '0', MAX: '3', STEP: '1' }, '1/4'],
    [{ ID: '3', COUNT: '4', MIN: '0', MAX: '3', STEP: '1' }, '4/4'],
    [{ ID: '7', COUNT: '10', MIN: '1', MAX: '10', STEP: '1' }, '7/10'],
    // --array=1-7:2
    [{ ID: '5', COUNT: '4', MIN: '1', MAX: '7', STEP: '2' }, '3/4'],
  ])('is that of the task of Slurm with %j', (slurm, shard) => {
    const variables = Object.entries(slurm).map(([name, value]) => [`SLURM_ARRAY_TASK_${name}`, value]);
    expect(shardOf(Object.fromEntries(variables) as Record<string, string>)).toBe(shard);
  });

  it('is unknown in an array with gaps, whose tasks are not numbered through', () => {
    // --array=1,3,9
    const variables = { ID: '9', COUNT: '3', MIN: '1', MAX: '9', STEP: '1' };
    const slurm = Object.entries(variables).map(([name, value]) => [`SLURM_ARRAY_TASK_${name}`, value]);
    expect(() => shardOf(Object.fromEntries(slurm) as Record<string, string>)).toThrow('no part of a whole');
  });

  it('is that of the pod of Kubernetes, which counts from 0', () => {
    expect(shardOf({ JOB_COMPLETION_INDEX: '0', JOB_COMPLETIONS: '100' })).toBe('1/100');
    expect(shardOf({ JOB_COMPLETION_INDEX: '99', JOB_COMPLETIONS: '100' })).toBe('100/100');
    expect(() => shardOf({ JOB_COMPLETION_INDEX: '0' })).toThrow('JOB_COMPLETIONS');
  });

  it('is all of it elsewhere', () => {
    expect(shardOf({})).toBeUndefined();
    expect(shardOf({ SLURM_JOB_ID: '77' })).toBeUndefined();
  });

  it('depends on a picture’s name alone, however its accents are written', () => {
    const parts = (name: string) => [1, 2, 3, 4, 5].map((index) => isInShard(name, { index, count: 5 }));
    for (const name of ['a.jpg', 'sub/b.png', 'é.jpg']) expect(parts(name).filter(Boolean)).toHaveLength(1);
    expect(parts('e\u0301.jpg')).toEqual(parts('\u00e9.jpg'));
  });
});
