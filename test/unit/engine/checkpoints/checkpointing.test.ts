import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { Checkpointing } from '../../../../src/engine/checkpoints/checkpointing';
import type { RunRecord } from '../../../../src/engine/checkpoints/run-record';
import { CheckpointStore, type CheckpointSlot } from '../../../../src/engine/checkpoints/store';
import { platform, usePlatform } from '../../../../src/engine/platform/platform';
import '../../../support/platform';

const usual = platform();
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-checkpointing-'));
});
afterEach(async () => {
  usePlatform(usual);
  await rm(folder, { recursive: true });
});

/** Takes so long for each, by a clock of its own. */
function checkpointing(milliseconds: number, everySeconds = 30, limit = 1e9) {
  let now = 0;
  const written: number[] = [];
  const failures: string[] = [];
  const slot = {
    limit,
    write: () => {
      now += milliseconds;
      return Promise.resolve();
    },
  } as unknown as CheckpointSlot;
  const made = new Checkpointing({
    slot,
    everySeconds,
    onWritten: (iteration) => written.push(iteration),
    onFailure: (reason) => failures.push(reason),
    now: () => now,
  });
  const write = (iteration: number, state: object = {}) =>
    made.write({ iteration } as unknown as RunRecord, state);
  return { made, write, written, failures, pass: (by: number) => (now += by) };
}

it('writes early, then as often as it is told to', async () => {
  const { made, write, written, pass } = checkpointing(10);
  expect(made.isDue).toBe(false);
  pass(1000);
  expect(made.isDue).toBe(true);
  await write(3);
  pass(29_000);
  expect(made.isDue).toBe(false);
  pass(1000);
  expect(made.isDue).toBe(true);
  expect(written).toEqual([3]);
  expect(made.written).toBe(3);
});

it('takes no more than a fiftieth of the time', async () => {
  const { made, write, pass } = checkpointing(2000);
  await write(1);
  pass(99_000);
  expect(made.isDue).toBe(false);
  pass(1000);
  expect(made.isDue).toBe(true);
});

it('writes none where none is wanted, and none that is larger than all may be', async () => {
  const none = checkpointing(10, 0);
  none.pass(1e9);
  expect(none.made.isDue).toBe(false);
  expect(await none.write(1)).toBe(false);

  const large = checkpointing(10, 30, 100);
  expect(await large.write(1, { pairs: [{ step: new Float64Array(1e6) }] })).toBe(false);
  expect(large.failures).toEqual(['it would take 0.0 GB']);
  large.pass(1e9);
  expect(large.made.isDue).toBe(false);
});

it.each([
  ['ENOSPC', 'the disk is full'],
  ['EACCES', 'its folder cannot be written'],
  ['EROFS', 'its folder cannot be written'],
])('says once why it cannot be written, and tries again: %s', async (code, reason) => {
  const store = new CheckpointStore(folder);
  const slot = store.begin();
  const failures: string[] = [];
  const made = new Checkpointing({
    slot,
    everySeconds: 30,
    onWritten: () => undefined,
    onFailure: (why) => failures.push(why),
  });
  const fail = () => Promise.reject(Object.assign(new Error(code), { code }));
  usePlatform({ ...usual, files: { ...usual.files, writePrivate: fail } });
  const record = { iteration: 1 } as unknown as RunRecord;

  expect(await made.write(record, {})).toBe(false);
  expect(await made.write(record, {})).toBe(false);
  expect(failures).toEqual([reason]);
  expect(made.isDue).toBe(false);
  usePlatform(usual);
  expect(await made.write(record, {})).toBe(true);
  expect(await readdir(folder)).toHaveLength(1);
});
