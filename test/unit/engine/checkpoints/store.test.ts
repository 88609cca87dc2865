import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { RunRecord } from '../../../../src/engine/checkpoints/run-record';
import { CheckpointStore } from '../../../../src/engine/checkpoints/store';
import { platform } from '../../../../src/engine/platform/platform';
import { studio } from '../../../../src/engine/recipes/shipped/studio';
import { recipeSchema } from '../../../../src/recipe/recipe';
import '../../../support/platform';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-store-'));
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

const record = (changes: Partial<RunRecord> = {}): Omit<RunRecord, 'savedAt'> => ({
  version: '1.0.0',
  request: {
    run: 'r',
    content: '/pictures/photo.png',
    styles: [{ path: '/pictures/style.png', weight: 1 }],
    recipe: recipeSchema.parse(studio),
    device: 'cpu',
    output: { overwrite: false, metadata: true },
    preview: { everyMilliseconds: 0, saveEvery: 0 },
    limits: {},
    checkpoint: { everySeconds: 30 },
  },
  out: '/pictures/photo.stylized.png',
  device: 'cpu',
  network: { name: 'embedded', sha256: 'ab' },
  scales: [{ width: 64, height: 48, iterations: 100 }],
  pictures: [],
  iteration: 7,
  seconds: 3,
  ...changes,
});
const state = { picture: new Float32Array(100) };

/** The name of a process that has ended, on this machine. */
function deadProcess(): string {
  const { pid } = spawnSync(process.execPath, ['--version']);
  return platform().processes.own.replace(/^\d+/, String(pid));
}

async function written(store: CheckpointStore, changes: Partial<RunRecord> = {}) {
  const slot = store.begin();
  await slot.write(record(changes), state);
  await slot.leave();
  return slot.id;
}

it('lists the newest first, says how far they are, and which are being painted', async () => {
  const store = new CheckpointStore(folder);
  const first = await written(store);
  const slot = store.begin();
  await slot.write(record({ iteration: 50 }), state);

  const list = await store.list();

  expect(list).toMatchObject([
    { id: slot.id, iteration: 50, active: true },
    { id: first, iteration: 7, iterations: 100, width: 64, seconds: 3, active: false, stopped: false },
  ]);
  expect(list[0]!.styles).toEqual([{ path: '/pictures/style.png', weight: 1 }]);
});

it('keeps the order of time when the clock is set back', async () => {
  const store = new CheckpointStore(folder);
  const first = await written(store);
  vi.useFakeTimers({ toFake: ['Date'], now: 1000 });
  const second = await written(store);

  expect((await store.list()).map(({ id }) => id)).toEqual([second, first]);
});

describe('a run that is being painted', () => {
  it('is not to be had by anyone else, of two who want it by one alone', async () => {
    const store = new CheckpointStore(folder);
    const id = await written(store);

    const claims = await Promise.allSettled([store.claim(id), new CheckpointStore(folder).claim(id)]);

    expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(store.claim('00')).rejects.toMatchObject({ code: 'bad-checkpoint' });
  });

  it('is refused to a second, who may neither go on with it nor discard it', async () => {
    const store = new CheckpointStore(folder);
    const id = await written(store);
    await store.claim(id);

    const refused = { code: 'busy', message: 'Another Stylize is painting this picture.' };
    await expect(store.claim(id)).rejects.toMatchObject(refused);
    await expect(store.discard(id)).rejects.toMatchObject(refused);
  });

  it('is free once its process has died, and not while another machine may paint it', async () => {
    const store = new CheckpointStore(folder);
    const [dead, elsewhere] = [await written(store), await written(store)];
    const path = (id: string, owner = '') => join(folder, `${id}${owner}.checkpoint`);
    await rename(path(dead), path(dead, `.${deadProcess()}`));
    await rename(path(elsewhere), path(elsewhere, '.123-ffffff-000000'));

    expect((await store.list()).map(({ id, active }) => [id, active])).toEqual([
      [elsewhere, true],
      [dead, false],
    ]);
    await expect(store.claim(elsewhere)).rejects.toMatchObject({
      code: 'busy',
      hint: expect.stringContaining(`rename the file to ${elsewhere}.checkpoint`) as string,
    });
    const slot = await store.claim(dead);
    expect((await slot.read()).record.iteration).toBe(7);
  });
});

it('removes the oldest beyond its limits, stopped ones first, and never one that is painted', async () => {
  const store = new CheckpointStore(folder, { count: 2, bytes: 1e9 });
  const active = store.begin();
  await active.write(record(), state);
  const old = await written(store);
  const stopped = await written(store, { stopped: { path: '/a.png', sha256: '' } });
  const newer = await written(store);
  const ids = async () => (await store.list()).map(({ id }) => id);
  expect(await ids()).toEqual([newer, old, active.id]);
  expect(await ids()).not.toContain(stopped);
});

it('keeps to its limit of bytes', async () => {
  const store = new CheckpointStore(folder, { count: 9, bytes: 5000 });
  await written(store);
  const last = await written(store);
  expect((await store.list()).map(({ id }) => id)).toEqual([last]);
});

it('removes what killed processes have left, and nothing of living ones', async () => {
  const temporary = (owner: string) => `.stylize-${owner}-0123456789ab.tmp`;
  const dead = temporary(deadProcess());
  const living = temporary(platform().processes.own);
  await mkdir(folder, { recursive: true });
  for (const name of [dead, living, temporary('1-ffffff-000000'), 'photo.tmp'])
    await writeFile(join(folder, name), '');

  await new CheckpointStore(folder).list();

  expect((await readdir(folder)).sort()).toEqual([living, temporary('1-ffffff-000000'), 'photo.tmp'].sort());
});
