import { readFile, writeFile } from 'node:fs/promises';

import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';

import { useWorkspace } from '../support/cli/workspace';
import { writeWaves } from '../support/pictures/pictures';

const workspace = useWorkspace();

/** A network and crops so small that a step takes milliseconds. */
const tiny = ['--crop', '32', '--batch', '2', '--width', '2', '--blocks', '1', '--style-size', '48'];
const quickly = ['--set', 'style.layers={"relu1_1":1,"relu2_1":1}', '--set', 'content.layers={"relu2_2":1}'];

const train = (name: string, ...args: string[]) =>
  workspace.stylize([
    ...['train', 'style.png', '--pictures', 'photos', '--out', name, '--device', 'cpu', '--json'],
    ...['--preview-every', '0', ...tiny, ...quickly, ...args],
  ]);

const learnt = (name: string) => readFile(`${workspace.home}/styles/${name}.safetensors`);
const styleLosses = (lines: readonly Record<string, unknown>[]) =>
  lines.filter(({ event }) => event === 'progress').map(({ losses }) => (losses as { style: number }).style);

beforeEach(async () => {
  await workspace.folderOf('photos', 'more');
  for (const [index, name] of ['a.png', 'b.png', 'more/c.png', 'more/d.png'].entries())
    await writeWaves(workspace.path('photos', name), index, 60 + index, 48);
  await writeWaves(workspace.path('style.png'), 9, 64, 64);
});

describe('training a fast style', () => {
  it('lowers the style loss, lists the style with its origin, and paints with it', async () => {
    const outcome = await train(
      'mine',
      '--iterations',
      '60',
      '--license',
      'CC0',
      '--preview',
      'photos/a.png',
    );
    expect(outcome, outcome.stderr).toMatchObject({ code: 0 });
    const losses = styleLosses(outcome.lines);
    expect(losses).toHaveLength(60);
    expect(losses.at(-1)!).toBeLessThan(0.7 * losses[0]!);
    expect(outcome.lines.at(-1)).toMatchObject({ event: 'done', iterations: 60, stopped: false, skipped: 0 });

    const listed = JSON.parse((await workspace.stylize(['styles', '--json'])).stdout) as object[];
    expect(listed).toEqual([
      expect.objectContaining({
        name: 'mine',
        license: 'CC0',
        source: 'style.png',
        convention: expect.stringMatching(
          /^trained here with Stylize .*: 60 steps of 2 crops of 32 pixels/,
        ) as string,
      }),
    ]);
    const run = await workspace.run([
      'photos/b.png',
      '--recipe',
      'mine',
      '--size',
      'native',
      '--out',
      'art.png',
    ]);
    expect(run, run.stderr).toMatchObject({ code: 0 });
    expect(await sharp(workspace.path('art.png')).metadata()).toMatchObject({ width: 61, height: 48 });
  });

  it('can be exported, and imported again with its licence and origin', async () => {
    const trained = await train(
      'mine',
      '--iterations',
      '2',
      '--license',
      'CC0',
      '--export',
      'mine.safetensors',
    );
    expect(trained, trained.stderr).toMatchObject({ code: 0 });

    const imported = await workspace.stylize([
      'styles',
      'import',
      'mine.safetensors',
      '--name',
      'copy',
      '--json',
    ]);

    expect(imported, imported.stderr).toMatchObject({ code: 0 });
    expect(JSON.parse(imported.stdout)).toMatchObject({ name: 'copy', license: 'CC0', source: 'style.png' });
  });

  it('goes on from its checkpoint to the same bytes as if it had never been left', async () => {
    const whole = await train('whole', '--iterations', '150');
    expect(whole, whole.stderr).toMatchObject({ code: 0 });

    let progress = 0;
    const stopped = await workspace.stylize(
      [
        ...['train', 'style.png', '--pictures', 'photos', '--out', 'parts', '--device', 'cpu'],
        ...['--preview-every', '0', '--json', ...tiny, ...quickly, '--iterations', '150'],
      ],
      {
        onLine: (line, program) => {
          if (line.includes('"progress"') && ++progress === 4) program.kill('SIGINT');
        },
      },
    );
    expect(stopped, stopped.stderr).toMatchObject({ code: 0 });
    expect(stopped.lines.at(-1)).toMatchObject({ event: 'done', stopped: true, resumable: true });
    const again = await train('parts', '--iterations', '150');
    expect(again.lines.at(-1)).toMatchObject({ code: 'network-exists' });

    const resumed = await workspace.stylize([
      'train',
      '--out',
      'parts',
      '--resume',
      '--preview-every',
      '0',
      '--json',
    ]);
    expect(resumed, resumed.stderr).toMatchObject({ code: 0 });
    expect(resumed.lines.at(-1)).toMatchObject({ event: 'done', iterations: 150, stopped: false });
    const [one, other] = [await learnt('whole'), await learnt('parts')];
    const numbers = (file: Buffer) => file.subarray(8 + Number(file.readBigUInt64LE()));
    expect(numbers(other).equals(numbers(one))).toBe(true);

    const over = await workspace.stylize(['train', '--out', 'parts', '--resume', '--json']);
    expect(over.lines.at(-1)).toMatchObject({ code: 'bad-checkpoint' });
  });

  it('goes on with other weights, and for longer', async () => {
    let progress = 0;
    const stopped = await workspace.stylize(
      [
        ...['train', 'style.png', '--pictures', 'photos', '--out', 'mine', '--device', 'cpu'],
        ...['--preview-every', '0', '--json', ...tiny, ...quickly, '--iterations', '150'],
      ],
      {
        onLine: (line, program) => {
          if (line.includes('"progress"') && ++progress === 2) program.kill('SIGINT');
        },
      },
    );
    const { iterations } = stopped.lines.at(-1) as { iterations: number };

    const resumed = await workspace.stylize([
      ...['train', '--out', 'mine', '--resume', '--preview-every', '0', '--json'],
      ...['--style-weight', '0', '--iterations', String(iterations + 3)],
    ]);

    expect(resumed, resumed.stderr).toMatchObject({ code: 0 });
    expect(styleLosses(resumed.lines)).toEqual([0, 0, 0]);
    expect(resumed.lines.at(-1)).toMatchObject({ iterations: iterations + 3, stopped: false });
  });

  it('skips pictures that cannot be read, and names them', async () => {
    await writeFile(workspace.path('photos', 'broken.jpg'), 'no picture');
    const outcome = await train('mine', '--iterations', '4', '--preview', 'photos/a.png');
    expect(outcome, outcome.stderr).toMatchObject({ code: 0 });
    expect(outcome.stderr).toContain('Skipped: broken.jpg is not a picture');
    expect(outcome.stderr.match(/Skipped/g)).toHaveLength(1);
    expect(outcome.lines.at(-1)).toMatchObject({ skipped: 1 });
  });

  it('ends in a clear error without pictures, with none that can be read, and when it diverges', async () => {
    await workspace.folderOf('empty');
    const none = await train('mine', '--pictures', 'empty');
    expect(none.lines.at(-1)).toMatchObject({
      code: 'file-not-found',
      message: 'There are no pictures in empty.',
    });

    await workspace.folderOf('bad');
    for (const name of ['1.jpg', '2.png']) await writeFile(workspace.path('bad', name), 'no picture');
    const unreadable = await train('mine', '--pictures', 'bad');
    expect(unreadable.lines.at(-1)).toMatchObject({
      code: 'bad-image',
      message: 'None of the 2 pictures can be read.',
    });

    const diverged = await train('mine', '--iterations', '400', '--learning-rate', '1e30');
    expect(diverged.lines.at(-1)).toMatchObject({ code: 'diverged' });
    expect(diverged.lines.at(-1)!['hint']).toContain('Lower the learning rate');

    const styles = JSON.parse((await workspace.stylize(['styles', '--json'])).stdout) as unknown[];
    expect(styles).toEqual([]);
  });

  it('refuses a name that is taken, and a recipe whose losses train no network', async () => {
    expect((await train('studio', '--iterations', '1')).lines.at(-1)).toMatchObject({
      code: 'network-exists',
    });
    expect((await train('../up', '--iterations', '1')).lines.at(-1)).toMatchObject({ code: 'bad-weights' });
    const nearest = await train('mine', '--set', 'style.statistic=nearest');
    expect(nearest.lines.at(-1)).toMatchObject({ code: 'usage' });
  });
});
