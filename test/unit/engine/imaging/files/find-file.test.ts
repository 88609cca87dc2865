import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { FileFinder } from '../../../../../src/engine/imaging/files/find-file';

let root: string;
let near: string;
let far: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'stylize-find-'));
  [near, far] = [join(root, 'near'), join(root, 'far')];
  for (const folder of [near, far]) await mkdir(folder);
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

const hash = createHash('sha256').update('right').digest('hex');

describe('looking for a file', () => {
  it('takes the first that has the name and the content', async () => {
    await writeFile(join(near, 'a.jpg'), 'wrong');
    await writeFile(join(far, 'a.jpg'), 'right');

    expect(await new FileFinder([near, far]).find('a.jpg', hash)).toEqual({
      path: join(far, 'a.jpg'),
      isSame: true,
    });
    expect(await new FileFinder([near, far]).find('a.jpg', undefined)).toEqual({
      path: join(near, 'a.jpg'),
      isSame: true,
    });
  });

  it('takes the first that has the name when none has the content', async () => {
    await mkdir(join(near, 'a.jpg'));
    await writeFile(join(far, 'a.jpg'), 'wrong');

    expect(await new FileFinder([near, far]).find('a.jpg', hash)).toEqual({
      path: join(far, 'a.jpg'),
      isSame: false,
    });
  });

  it('finds nothing where there is nothing', async () => {
    expect(await new FileFinder([near, join(root, 'nowhere')]).find('a.jpg', hash)).toBeUndefined();
  });

  it('reads each file once, however many ask for it', async () => {
    const path = join(near, 'a.jpg');
    await writeFile(path, 'right');
    const finder = new FileFinder([near, near]);

    expect(await finder.find('a.jpg', 'another')).toEqual({ path, isSame: false });
    await writeFile(path, 'wrong');

    expect(await finder.find('a.jpg', hash)).toEqual({ path, isSame: true });
  });

  it('ends when it is cancelled, in the middle of a file too', async () => {
    await writeFile(join(near, 'a.jpg'), Buffer.alloc(2 ** 25));
    const abort = new AbortController();
    const finding = new FileFinder([near], abort.signal).find('a.jpg', hash);
    setImmediate(() => {
      abort.abort();
    });

    await expect(finding).rejects.toThrow('aborted');
    await expect(new FileFinder([far], abort.signal).find('a.jpg', hash)).rejects.toThrow('aborted');
  });

  it.each(['../far/a.jpg', '..\\far\\a.jpg', '/etc/passwd', '..', '.', ''])(
    'does not leave the folder for the name "%s"',
    async (name) => {
      await writeFile(join(far, 'a.jpg'), 'right');
      expect(await new FileFinder([near]).find(name, undefined)).toBeUndefined();
    },
  );
});
