import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { findFile } from '../../../src/engine/imaging/find-file';

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

    expect(await findFile('a.jpg', hash, [near, far])).toEqual({ path: join(far, 'a.jpg'), isSame: true });
    expect(await findFile('a.jpg', undefined, [near, far])).toEqual({
      path: join(near, 'a.jpg'),
      isSame: true,
    });
  });

  it('takes the first that has the name when none has the content', async () => {
    await mkdir(join(near, 'a.jpg'));
    await writeFile(join(far, 'a.jpg'), 'wrong');

    expect(await findFile('a.jpg', hash, [near, far])).toEqual({ path: join(far, 'a.jpg'), isSame: false });
  });

  it('finds nothing where there is nothing', async () => {
    expect(await findFile('a.jpg', hash, [near, join(root, 'nowhere')])).toBeUndefined();
  });

  it.each(['../far/a.jpg', '..\\far\\a.jpg', '/etc/passwd', '..', '.', ''])(
    'does not leave the folder for the name "%s"',
    async (name) => {
      await writeFile(join(far, 'a.jpg'), 'right');
      expect(await findFile(name, undefined, [near])).toBeUndefined();
    },
  );
});
