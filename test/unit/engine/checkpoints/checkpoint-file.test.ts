import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import {
  readCheckpoint,
  readCheckpointRecord,
  writeCheckpoint,
} from '../../../../src/engine/checkpoints/checkpoint-file';
import '../../../support/platform';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-checkpoint-'));
  path = join(folder, 'checkpoints', 'a.checkpoint');
});
afterEach(() => rm(folder, { recursive: true }));

const record = { iteration: 7, out: '/pictures/ä.png' };
const shared = Float32Array.of(1, -0, NaN, 3e-45, Infinity);
const state = {
  flag: true,
  numbers: [0.1, -0, NaN, Infinity, -Infinity, 5e-324],
  first: undefined,
  lowest: Infinity,
  picture: shared,
  same: shared,
  none: new Float32Array(0),
  pairs: [{ step: Float64Array.of(Math.PI, -0), change: new Float64Array(3).fill(1 / 3) }],
};

it('comes back as it was, bit for bit', async () => {
  const bytes = await writeCheckpoint(path, record, state);

  expect((await stat(path)).size).toBe(bytes);
  expect(await readCheckpointRecord(path)).toEqual({ record, bytes });
  const read = await readCheckpoint(path);
  expect(read).toEqual({ record, state });
  const { picture, same, numbers } = read.state as typeof state;
  expect(new Uint32Array(picture.buffer)).toEqual(new Uint32Array(shared.buffer));
  expect(picture).toBe(same);
  expect(Object.is(numbers[1], -0)).toBe(true);
});

it.skipIf(process.platform === 'win32')('is for the person alone', async () => {
  await writeCheckpoint(path, record, state);

  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder, 'checkpoints'))).mode & 0o777).toBe(0o700);
  expect(await readdir(join(folder, 'checkpoints'))).toEqual(['a.checkpoint']);
});

it('is refused with any bit flipped, except in what only fills it up', async () => {
  await writeCheckpoint(path, record, state);
  const whole = await readFile(path);
  let passed = 0;
  for (let position = 0; position < whole.length; position++) {
    const flipped = Buffer.from(whole);
    flipped[position]! ^= 1 << (position % 8);
    await writeFile(path, flipped);
    const outcome = await readCheckpoint(path).then(
      (read) => {
        expect(read).toEqual({ record, state });
        return 'passed';
      },
      (error: unknown) => {
        expect(error).toMatchObject({ code: 'bad-checkpoint', file: path });
        return 'refused';
      },
    );
    if (outcome === 'passed') passed++;
  }
  expect(passed).toBeLessThan(8 * 4);
});

it('is refused when it is cut off anywhere, empty, longer, or something else', async () => {
  await writeCheckpoint(path, record, state);
  const whole = await readFile(path);
  const refused = { code: 'bad-checkpoint', message: expect.stringMatching(/is damaged/) as string };
  for (let length = whole.length - 1; length >= 0; length -= 13) {
    await truncate(path, length);
    await expect(readCheckpoint(path)).rejects.toMatchObject(refused);
  }
  for (const bytes of [Buffer.alloc(0), Buffer.concat([whole, whole]), Buffer.alloc(5000, 'x')]) {
    await writeFile(path, bytes);
    await expect(readCheckpoint(path)).rejects.toMatchObject(refused);
  }
});

it('is refused in words of its own when another version wrote it', async () => {
  await writeCheckpoint(path, record, state);
  const bytes = await readFile(path);
  bytes.writeUInt32LE(99, 8);
  await writeFile(path, bytes);

  await expect(readCheckpointRecord(path)).rejects.toMatchObject({
    code: 'bad-checkpoint',
    message: 'The checkpoint was written by another version of Stylize.',
  });
});
