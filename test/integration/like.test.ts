import { mkdir, readFile, rename, rm } from 'node:fs/promises';

import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';

import { readMetadata } from '../../src/engine/imaging/encoding/metadata';
import { useWorkspace } from '../support/cli/workspace';
import { writeWaves } from '../support/pictures/pictures';

const workspace = useWorkspace();

beforeEach(async () => {
  await writeWaves(workspace.path('photo.png'), 1, 60, 45);
  await writeWaves(workspace.path('style.png'), 2, 50, 70);
  await writeWaves(workspace.path('other.png'), 3, 60, 45);
  await sharp(await writeWaves(workspace.path('waves.png'), 4, 60, 45))
    .grayscale()
    .toFile(workspace.path('sky.png'));
  await writeWaves(workspace.path('start.png'), 5, 60, 45);
});

async function run(...args: string[]) {
  const outcome = await workspace.run(args);
  expect(outcome, outcome.stdout + outcome.stderr).toMatchObject({ code: 0 });
  return outcome;
}

const bytes = (name: string) => readFile(workspace.path(name));

describe('run --like', () => {
  it.each([
    [
      'a mix of styles',
      ['--style', 'style.png=3', '--style', 'other.png', '--seed', '5', '--set', 'initial.image=noise'],
    ],
    [
      'a start, colours and other settings',
      [
        '--style',
        'style.png',
        '--set',
        'initial.image=file',
        '--set',
        'initial.file=start.png',
        '--set',
        'colors=content',
      ],
    ],
    [
      'regions',
      ['--style', 'style.png', '--mask', 'sky.png', '--style', 'other.png', '--style-mask', 'sky.png'],
    ],
    ['another recipe', ['--style', 'style.png', '--recipe', 'neural-style', '--network', 'embedded']],
  ])('makes the same bytes again: %s', async (_, options) => {
    await run('photo.png', ...options, '--size', '48', '--iterations', '3', '--out', 'first.png');

    const { stderr } = await run('--like', 'first.png', '--out', 'second.png');

    expect((await bytes('second.png')).equals(await bytes('first.png'))).toBe(true);
    expect(stderr).toBe('');
  });

  it('finds the pictures from anywhere, and takes what is given anew', async () => {
    await run('photo.png', '--style', 'style.png', '--size', '48', '--iterations', '3', '--out', 'first.png');

    const args = ['run', '--like', workspace.path('first.png'), '--iterations', '2', '--out', 'second.png'];
    const outcome = await workspace.stylize(args, { cwd: workspace.home });

    expect(outcome, outcome.stderr).toMatchObject({ code: 0 });
    expect(await readMetadata(`${workspace.home}/second.png`)).toMatchObject({
      recipe: { size: 48, iterations: 2 },
      content: { name: 'photo.png' },
      device: 'cpu',
    });
  });

  it('warns of a picture that has changed, and names one that is gone', async () => {
    await run('photo.png', '--style', 'style.png', '--size', '48', '--iterations', '2', '--out', 'first.png');
    await writeWaves(workspace.path('style.png'), 9, 50, 70);

    const changed = await run('--like', 'first.png', '--out', 'second.png');
    expect(changed.stderr).toContain('style.png is no longer the file that it was.');
    expect((await bytes('second.png')).equals(await bytes('first.png'))).toBe(false);

    await rm(workspace.path('style.png'));
    const gone = await workspace.run(['--like', 'first.png', '--json']);
    expect(gone.code).toBe(1);
    expect(gone.lines).toEqual([
      expect.objectContaining({
        event: 'error',
        code: 'file-not-found',
        message: 'style.png, of which first.png was made, cannot be found.',
      }),
    ]);
  });

  it('looks for pictures where the command runs, too', async () => {
    await run('photo.png', '--style', 'style.png', '--size', '48', '--iterations', '2', '--out', 'first.png');
    await mkdir(workspace.path('art'));
    await rename(workspace.path('first.png'), workspace.path('art', 'first.png'));

    const found = await run('--like', 'art/first.png', '--out', 'second.png');
    expect(found.stderr).toBe('');
    expect((await bytes('second.png')).equals(await bytes('art/first.png'))).toBe(true);
  });

  it('says of a picture that was not made by Stylize that it was not', async () => {
    const { code, lines } = await workspace.run(['--like', 'photo.png', '--json']);

    expect(code).toBe(1);
    expect(lines).toEqual([
      expect.objectContaining({ code: 'no-metadata', message: 'photo.png does not say how it was made.' }),
    ]);
  });

  it('remarks that a run was stopped', async () => {
    const args = ['photo.png', '--style', 'style.png', '--size', '48', '--iterations', '100000', '--json'];
    let isAsked = false;
    await workspace.run([...args, '--out', 'first.png'], {
      onLine: (line, child) => {
        if (!isAsked && line.includes('"progress"')) isAsked = child.kill('SIGINT');
      },
    });

    const { stderr } = await run('--like', 'first.png', '--iterations', '2', '--out', 'second.png');

    expect(stderr).toMatch(/It was stopped after \d+ of 100000 iterations/);
  });
});
