import { mkdir, readFile, writeFile } from 'node:fs/promises';

import sharp from 'sharp';
import { beforeEach, expect, it } from 'vitest';

import { readMetadata } from '../../src/engine/imaging/encoding/metadata';
import { useWorkspace } from '../support/cli/workspace';
import { writeWaves } from '../support/pictures/pictures';

const workspace = useWorkspace();

beforeEach(async () => {
  await writeWaves(workspace.path('photo.png'), 1, 48, 36);
  await writeWaves(workspace.path('style.png'), 2, 36, 48);
});

const run = async (...more: string[]) => {
  const few = ['--size', '32', '--iterations', '1', '--out', 'art.png'];
  const outcome = await workspace.run(['photo.png', '--style', 'style.png', ...few, ...more]);
  expect(outcome, outcome.stderr).toMatchObject({ code: 0 });
};

it('--no-metadata leaves everything out, and changes no pixel', async () => {
  await run();
  const told = workspace.path('art.png');
  expect(await readMetadata(told)).toMatchObject({ content: { name: 'photo.png' } });
  const pixels = await sharp(told).raw().toBuffer();

  await run('--no-metadata', '--force');

  const { xmp, exif, comments } = await sharp(told).metadata();
  expect({ xmp, exif, comments }).toEqual({});
  expect((await readFile(told)).toString('latin1')).not.toMatch(/stylize|studio|photo/i);
  expect(await sharp(told).raw().toBuffer()).toEqual(pixels);
});

it('never names a folder, whatever the recipe says', async () => {
  await mkdir(workspace.path('secret'));
  await writeWaves(workspace.path('secret', 'start.png'), 3, 48, 36);
  const recipe = {
    extends: 'studio',
    title: `After ${workspace.path('secret', 'notes.txt')}`,
    description: String.raw`C:\Users\secret\a.png, "\\server\secret\b.png", file:///srv/secret/c.png, content and/or style`,
    initial: { image: 'file', file: 'start.png' },
  };
  await writeFile(workspace.path('secret', 'mine.stylize.json'), JSON.stringify(recipe));

  await run('--recipe', 'secret/mine.stylize.json');

  const metadata = await readMetadata(workspace.path('art.png'));
  expect(metadata).toMatchObject({
    recipe: {
      name: 'mine',
      title: 'After notes.txt',
      description: 'a.png, "b.png", c.png, content and/or style',
      initial: { file: 'start.png' },
    },
    initial: { name: 'start.png' },
  });
  expect(JSON.stringify(metadata)).not.toContain('secret');
  expect(JSON.stringify(metadata)).not.toContain(workspace.folder);
});
