import { mkdir, readdir } from 'node:fs/promises';

import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';

import type { RunCliOptions } from '../support/cli/run-cli';
import { useWorkspace } from '../support/cli/workspace';
import { channelStatistics, readPixels, writeWaves } from '../support/pictures/pictures';

const workspace = useWorkspace();

beforeEach(async () => {
  await writeWaves(workspace.path('photo.png'), 1, 60, 45);
  await writeWaves(workspace.path('style.png'), 2, 50, 70);
  await mkdir(`${workspace.home}/temporary`);
});

/** Compares at a tiny size, with a folder of its own for temporary files. */
function compare(args: readonly string[], options: RunCliOptions = {}) {
  const temporary = `${workspace.home}/temporary`;
  return workspace.stylize(
    ['compare-recipes', 'photo.png', '--style', 'style.png', '--size', '48', '--device', 'cpu', ...args],
    { ...options, env: { TMPDIR: temporary, TEMP: temporary, TMP: temporary } },
  );
}

const leftovers = () => readdir(`${workspace.home}/temporary`);

describe('compare-recipes', () => {
  it('puts every recipe on one sheet; those without their network are empty cells with the reason', async () => {
    const { code, lines, stderr } = await compare(['--iterations', '2', '--out', 'sheet.png', '--json']);

    expect(code, stderr).toBe(0);
    const recipes = (await workspace.stylize(['recipes', '--json'])).lines[0] as unknown as {
      name: string;
    }[];
    const variants = lines.filter(({ event }) => event === 'variant');
    expect(variants.map(({ title }) => title)).toEqual(recipes.map(({ name }) => name));
    const painted = lines.filter(({ event }) => event === 'painted');
    const done = { network: 'embedded', width: 48, height: 36, iterations: 2 };
    expect(painted).toMatchObject([
      { index: 0, ...done },
      { index: 1, ...done },
    ]);
    const failed = lines.filter(({ event }) => event === 'failed');
    expect(failed).toHaveLength(recipes.length - painted.length);
    for (const failure of failed) expect(failure).toMatchObject({ code: 'network-missing' });

    const { width, height } = lines.at(-1)!;
    expect(await sharp(workspace.path('sheet.png')).metadata()).toMatchObject({ width, height });
    expect(await leftovers()).toEqual([]);
  });

  it('sweeps settings over a table, and what fails in it is one cell', async () => {
    const sweeps = [
      '--sweep',
      'style-weight=1e-2..1e2:2',
      '--sweep',
      'content.layers=["relu4_2"],["relu5_4"]',
    ];
    const { code, stdout, stderr } = await compare([...sweeps, '--iterations', '2', '--out', 'sheet.jpg']);

    expect(code, stderr).toBe(1);
    expect(stderr).toMatch(/^stylize: 2 of 4 pictures could not be painted\.\nsheet\.jpg says why/m);
    expect(stdout).toMatch(
      /^1\/4 style-weight 0\.01, content\.layers \["relu4_2"\]: 2 of 72 iterations in /m,
    );
    expect(stdout).toMatch(
      /^2\/4 .*: not painted\. The network embedded has no layer relu5_4, which content\.layers names\./m,
    );
    expect(stdout).toMatch(/^3\/4 style-weight 100, .*, network embedded$/m);
    expect(stdout).toContain('2 of 4 painted');
    expect((await sharp(workspace.path('sheet.jpg')).metadata()).format).toBe('jpeg');
  });

  it('shows which values of a sweep diverge, and does not end as if all were well', async () => {
    const { code, stdout, lines } = await compare([
      ...['--sweep', 'optimizer.learningRate=5,1e30', '--set', 'optimizer.kind=adam'],
      ...['--set', 'clamp=false'],
      ...['--iterations', '20', '--out', 'sheet.png', '--json'],
    ]);

    expect(code, stdout).toBe(1);
    expect(lines.filter(({ event }) => event === 'failed')).toMatchObject([{ index: 1, code: 'diverged' }]);
    expect(lines.slice(-2)).toMatchObject([
      { event: 'done', painted: 1, variants: 2 },
      { event: 'error', code: 'incomplete' },
    ]);
    expect((await sharp(workspace.path('sheet.png')).metadata()).format).toBe('png');
  });

  it('paints the same pictures as single runs do', async () => {
    await compare([
      '--sweep',
      'seed=1,2',
      '--set',
      'initial.image=noise',
      '--iterations',
      '2',
      '--out',
      'sheet.png',
    ]);
    const single = ['--size', '48', '--iterations', '2', '--set', 'initial.image=noise'];
    await workspace.run(['photo.png', '--style', 'style.png', ...single, '--seed', '1', '--out', 'one.png']);
    await workspace.run(['photo.png', '--style', 'style.png', ...single, '--seed', '2', '--out', 'two.png']);

    const sheet = await sharp(workspace.path('sheet.png'))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const rowsOf = async (name: string) => {
      const { data, width, channels } = await readPixels(workspace.path(name));
      return Buffer.from(data.subarray(0, width * channels));
    };
    // A row of each picture is somewhere in the sheet, to the last bit.
    for (const name of ['one.png', 'two.png']) expect(sheet.data.includes(await rowsOf(name))).toBe(true);
    const pixels = { data: sheet.data, ...sheet.info };
    expect(channelStatistics(pixels, 0).deviation).toBeGreaterThan(5);
  });

  it('replaces nothing without being told, and says so before it paints', async () => {
    await writeWaves(workspace.path('sheet.png'), 3, 20, 20);
    const { code, lines } = await compare(['--out', 'sheet.png', '--json']);

    expect(code).toBe(1);
    expect(lines).toEqual([expect.objectContaining({ event: 'error', code: 'output-exists' })]);
  });

  it('shows on Ctrl-C what is painted', async () => {
    let asked = false;
    const { code, lines, stderr } = await compare(
      [
        '--sweep',
        'seed=1..3:3',
        '--iterations',
        '100000',
        '--set',
        'iterations=100000',
        '--out',
        'sheet.png',
        '--json',
      ],
      {
        onLine: (line, child) => {
          if (!asked && line.includes('"progress"')) asked = child.kill('SIGINT');
        },
      },
    );

    expect(code, stderr).toBe(0);
    expect(lines.filter(({ event }) => event === 'painted')).toMatchObject([{ index: 0, stopped: true }]);
    expect(lines.at(-1)).toMatchObject({ event: 'done', painted: 1, variants: 3 });
    expect(await leftovers()).toEqual([]);
  });

  it('leaves nothing behind when it is told to end at once', async () => {
    let asked = false;
    const { code } = await compare(
      ['--sweep', 'seed=1,2', '--set', 'iterations=100000', '--out', 'sheet.png', '--json'],
      {
        onLine: (line, child) => {
          if (!asked && line.includes('"progress"')) asked = child.kill('SIGTERM');
        },
      },
    );

    expect(code).toBe(143);
    expect(await leftovers()).toEqual([]);
    expect(await workspace.listing()).not.toContain('work/sheet.png');
  });
});
