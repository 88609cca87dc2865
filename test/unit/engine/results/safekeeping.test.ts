import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { StylizeError, type RescuedPicture } from '../../../../src/channel/errors';
import { Safekeeping } from '../../../../src/engine/results/safekeeping';

let folder: string;
let time = 0;
let kept: RescuedPicture[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-safekeeping-'));
  await mkdir(join(folder, 'pictures'));
  time = 0;
  kept = [];
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const path = (...names: string[]) => join(folder, ...names);
const listing = () => readdir(path('pictures'));
const picture = (text: string, iterations = 7) => ({
  width: 4,
  height: 3,
  iterations,
  encode: () => Promise.resolve(Buffer.from(text)),
});
const safekeeping = () =>
  new Safekeeping({
    out: path('pictures', 'photo.stylized.png'),
    otherFolders: [path('home', 'unfinished')],
    onKept: (copy) => kept.push(copy),
    now: () => time,
  });
const failure = new StylizeError('out-of-memory', 'Too large.');
const painting = { isFinished: false };

describe('while a run goes on', () => {
  it('one copy lies beside the result, the newest, and is gone with the run', async () => {
    const keeping = safekeeping();
    await keeping.keep(picture('first', 5));
    await keeping.keep(picture('second', 9));

    expect(await listing()).toEqual(['photo.stylized.unfinished.png']);
    expect(await readFile(path('pictures', 'photo.stylized.unfinished.png'), 'utf8')).toBe('second');
    expect(kept.map(({ iterations }) => iterations)).toEqual([5, 9]);

    await keeping.discard();
    expect(await listing()).toEqual([]);
  });

  it('a file of that name that is somebody else’s stays', async () => {
    await writeFile(path('pictures', 'photo.stylized.unfinished.png'), 'of yesterday');
    const keeping = safekeeping();
    await keeping.keep(picture('first'));
    await keeping.keep(picture('second'));

    expect(await listing()).toEqual(['photo.stylized.unfinished-2.png', 'photo.stylized.unfinished.png']);
    await keeping.discard();
    expect(await readFile(path('pictures', 'photo.stylized.unfinished.png'), 'utf8')).toBe('of yesterday');
  });

  it('a copy is due every half minute, and a folder that has gone is no reason to fail', async () => {
    const keeping = safekeeping();
    expect(keeping.isDue).toBe(false);
    time = 30_000;
    expect(keeping.isDue).toBe(true);

    await rm(path('pictures'), { recursive: true });
    await keeping.keep(picture('first'));

    expect(kept).toEqual([]);
    expect(keeping.isDue).toBe(false);
  });
});

describe('when a run fails', () => {
  it('its picture takes the place of the copy, and the error says where it is', async () => {
    const keeping = safekeeping();
    await keeping.keep(picture('copy', 5));

    const error = await keeping.rescue(failure, picture('last', 8), painting);

    const file = path('pictures', 'photo.stylized.unfinished.png');
    expect(error).toMatchObject({
      code: 'out-of-memory',
      message: 'Too large.',
      rescued: { path: file, width: 4, height: 3, iterations: 8 },
    });
    expect(await readFile(file, 'utf8')).toBe('last');
    expect(await listing()).toHaveLength(1);
  });

  it('a finished picture that could not be saved keeps its name, in a folder that can be written', async () => {
    const keeping = safekeeping();
    await keeping.keep(picture('copy', 5));
    await rm(path('pictures'), { recursive: true });

    const full = new StylizeError('unwritable-output', 'The disk is full.');
    const error = await keeping.rescue(full, picture('all', 10), { isFinished: true });

    expect(error.rescued!.path).toBe(path('home', 'unfinished', 'photo.stylized.png'));
    expect(await readFile(error.rescued!.path, 'utf8')).toBe('all');
  });

  it('goes to a folder for temporary files when nothing else can be written', async () => {
    await rm(path('pictures'), { recursive: true });
    await writeFile(path('home'), 'not a folder');

    const { rescued } = await safekeeping().rescue(failure, picture('last'), painting);

    expect(rescued!.path).toContain(tmpdir());
    expect(await readFile(rescued!.path, 'utf8')).toBe('last');
    await rm(join(rescued!.path, '..'), { recursive: true });
  });

  it('keeps the copy when the picture itself can no longer be encoded', async () => {
    const keeping = safekeeping();
    await keeping.keep(picture('copy', 5));
    const broken = { ...picture('last', 8), encode: () => Promise.reject(new Error('no memory')) };

    const { rescued } = await keeping.rescue(failure, broken, painting);

    expect(await readFile(rescued!.path, 'utf8')).toBe('copy');
    expect(rescued).toMatchObject({ iterations: 5 });
  });

  it('leaves nothing of a cancelled run', async () => {
    const keeping = safekeeping();
    await keeping.keep(picture('copy'));

    const error = await keeping.rescue(new StylizeError('cancelled', 'No.'), picture('last'), painting);

    expect(error.rescued).toBeUndefined();
    expect(await listing()).toEqual([]);
  });
});
