import { writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { planBatch } from '../../../../src/cli/batch/batch';
import { listPictures } from '../../../../src/cli/batch/listing';
import { resultNames } from '../../../../src/cli/batch/result-names';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-batch-'));
});
afterEach(() => rm(folder, { recursive: true }));

const at = (...names: string[]) => join(folder, ...names);
async function put(...names: string[]): Promise<void> {
  for (const name of names) {
    await mkdir(at(name, '..'), { recursive: true });
    await writeFile(at(name), '');
  }
}
const list = (recursive = false, ...paths: string[]) =>
  listPictures(paths.length > 0 ? paths.map((path) => at(path)) : [folder], { recursive, out: at('out') });
const namesOf = ({ pictures }: { pictures: readonly { name: string }[] }) => pictures.map(({ name }) => name);

describe('the pictures of a folder', () => {
  it('come in natural order, without what is hidden, no picture, or in folders below', async () => {
    await put(
      'photo 10.JPG',
      'photo 2.jpg',
      'Photo 1.png',
      '.hidden.jpg',
      'notes.txt',
      'sub/a.jpg',
      '.git/b.jpg',
    );

    const listing = await list();

    expect(namesOf(listing)).toEqual(['Photo 1.png', 'photo 2.jpg', 'photo 10.JPG']);
    expect(listing.leftOut).toEqual({ hidden: 2, others: 1, folders: 1 });
  });

  it('include those of folders below when asked, but not the results', async () => {
    await put('b.jpg', 'sub 10/a.jpg', 'sub 2/deep/a.jpg', 'out/b.png', 'out/sub/c.png');

    const listing = await list(true);

    expect(namesOf(listing)).toEqual(['b.jpg', 'sub 2/deep/a.jpg', 'sub 10/a.jpg']);
    expect(listing.leftOut).toEqual({ hidden: 0, others: 0, folders: 0 });
  });

  it('of several folders keep the folders apart; a file that was named is taken whatever its name', async () => {
    await put('x/a.jpg', 'y/a.jpg', 'picture');

    expect(namesOf(await list(false, 'x', 'y', 'picture'))).toEqual(['x/a.jpg', 'y/a.jpg', 'picture']);
    await expect(list(false, 'z')).rejects.toMatchObject({
      code: 'file-not-found',
      message: 'z does not exist.',
    });
  });

  it.skipIf(process.platform === 'win32')('may be links', async () => {
    await put('elsewhere/a.jpg', 'photos/b.jpg');
    await symlink(at('elsewhere', 'a.jpg'), at('photos', 'a.jpg'));

    expect(namesOf(await list(false, 'photos'))).toEqual(['a.jpg', 'b.jpg']);
  });
});

describe('results', () => {
  it.each([
    [
      ['a.jpg', 'b.webp'],
      ['a.png', 'b.png'],
    ],
    [
      ['a.jpg', 'a.png', 'b.jpg'],
      ['a.jpg.png', 'a.png.png', 'b.png'],
    ],
    // Some file systems take these for the same.
    [
      ['A.jpg', 'a.png'],
      ['A.jpg.png', 'a.png.png'],
    ],
    // A long name that another one would have.
    [
      ['a.jpg', 'a.png', 'a.jpg.tiff'],
      ['a.jpg.png', 'a.png.png', 'a.jpg.tiff.png'],
    ],
    [
      ['x/a.jpg', 'y/a.png'],
      ['x/a.png', 'y/a.png'],
    ],
    // Files of several folders.
    [
      ['a.jpg', 'a.jpg', 'a.jpg'],
      ['a.jpg.png', 'a.jpg-2.png', 'a.jpg-3.png'],
    ],
    [
      ['a.jpg', 'a.jpg', 'a.jpg-2.gif'],
      ['a.jpg.png', 'a.jpg-2.png', 'a.jpg-2-2.png'],
    ],
  ])('of %j are called %j', (names, results) => {
    expect(resultNames(names, 'png')).toEqual(results);
  });

  it('never take the place of a picture, or come among those of the next time', async () => {
    await put('photos/b.jpg', 'a.png');
    const plan = (out: string, ...inputs: string[]) =>
      planBatch({
        inputs: inputs.map((input) => at(input)),
        out: at(out),
        format: 'png',
        recursive: false,
        shard: undefined,
      });

    await expect(plan('photos', 'photos')).rejects.toMatchObject({ code: 'usage' });
    await expect(plan('.', 'photos', 'a.png')).rejects.toMatchObject({
      message: 'The result of a.png would take the place of a.png.',
    });
    expect((await plan('.', 'photos')).pictures).toEqual([
      { content: at('photos', 'b.jpg'), name: 'b.png', out: at('b.png') },
    ]);
  });
});

it('a folder of 100 000 pictures is divided within seconds, each picture in exactly one part', async () => {
  const count = 100_000;
  const photos = at('photos');
  await mkdir(photos);
  for (let index = 0; index < count; index++) writeFileSync(join(photos, `photo ${index}.jpg`), '');
  const part = async (index: number) => {
    const shard = { index, count: 3, source: 'test' };
    return planBatch({ inputs: [photos], out: at('out'), format: 'png', recursive: true, shard });
  };

  const begun = performance.now();
  const [first, second, third] = [await part(1), await part(2), await part(3)];
  const seconds = (performance.now() - begun) / 3000;

  // Half a second on an idle machine; a look at every single file would take several times as long.
  expect(seconds).toBeLessThan(10);
  const parts = [first, second, third].map(({ pictures }) => pictures.map(({ content }) => content));
  expect(new Set(parts.flat()).size).toBe(count);
  expect(parts.flat()).toHaveLength(count);
  for (const { pictures, listed } of [first, second, third]) {
    expect(listed).toBe(count);
    expect(pictures.length).toBeGreaterThan(0.95 * (count / 3));
  }
}, 120_000);
