import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';

import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';

import { version } from '../../package.json';
import { readMetadata } from '../../src/engine/imaging/encoding/metadata';
import { readNetworkSummary } from '../../src/engine/network/weight-file';
import type { CliOutcome } from '../support/cli/run-cli';
import { useWorkspace } from '../support/cli/workspace';
import { drawWaves, meanDifference, readPixels, writeWaves } from '../support/pictures/pictures';

const workspace = useWorkspace();

beforeEach(async () => {
  await writeWaves(workspace.path('photo.png'), 1, 60, 45);
  await writeWaves(workspace.path('style.png'), 2, 50, 70);
});

/** Asserts success, with what was said when there was none. */
function succeeded(outcome: CliOutcome): CliOutcome {
  expect(outcome, outcome.stdout + outcome.stderr).toMatchObject({ code: 0 });
  return outcome;
}

const small = ['--size', '48', '--iterations', '3'];
const pixelsOf = (name: string) => readPixels(workspace.path(name));
const sha256 = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

describe('a run', () => {
  it('paints a picture of the asked size that is not the content', async () => {
    succeeded(
      await workspace.run(['photo.png', '--style', 'style.png', '--size', '48', '--iterations', '20']),
    );

    const result = await pixelsOf('photo.stylized.png');
    expect(result).toMatchObject({ width: 48, height: 36, channels: 3 });
    const content = await readPixels(
      await sharp(workspace.path('photo.png')).resize(48, 36).png().toBuffer(),
    );
    expect(meanDifference(result, content)).toBeGreaterThan(10);
  });

  it('says in the result how it was made, and nothing of where its files were', async () => {
    await writeWaves(workspace.path('other.png'), 3, 40, 40);

    const styles = ['--style', 'style.png=3', '--style', 'other.png'];
    succeeded(await workspace.run(['photo.png', ...styles, ...small, '--seed', '42']));

    const out = workspace.path('photo.stylized.png');
    const network = await readNetworkSummary('media/networks/embedded.safetensors');
    expect(await readMetadata(out)).toMatchObject({
      software: 'Stylize',
      version,
      recipe: { name: 'studio', network: 'embedded', size: 48, iterations: 3, seed: 42 },
      network: { name: network.description.name, sha256: network.sha256 },
      content: { name: 'photo.png', sha256: await sha256(workspace.path('photo.png')) },
      styles: [
        { name: 'style.png', sha256: await sha256(workspace.path('style.png')), weight: 3 },
        { name: 'other.png', sha256: await sha256(workspace.path('other.png')), weight: 1 },
      ],
      device: 'cpu',
      iterations: 3,
    });
    const { exif, xmp } = await sharp(out).metadata();
    for (const metadata of [exif, xmp]) expect(metadata!.toString('latin1')).not.toContain(workspace.folder);
  });

  it('lowers the style loss to a small part', async () => {
    const { lines } = succeeded(
      await workspace.run([
        'photo.png',
        '--style',
        'style.png',
        '--size',
        '48',
        '--iterations',
        '60',
        '--json',
      ]),
    );

    const styleLosses = lines
      .filter(({ event }) => event === 'progress')
      .map(({ losses }) => (losses as { style: number }).style);
    expect(styleLosses).toHaveLength(60);
    expect(styleLosses.at(-1)! / styleLosses[0]!).toBeLessThan(0.05);
  });

  it('gives the same bytes for the same seed, and other pixels for another', async () => {
    const run = async (out: string, seed: string) => {
      const options = ['--set', 'initial.image=noise', '--seed', seed, '--out', out];
      succeeded(await workspace.run(['photo.png', '--style', 'style.png', ...small, ...options]));
      return pixelsOf(out);
    };
    const bytes = (out: string) => readFile(workspace.path(out));
    const first = await run('first.png', '7');
    await run('again.png', '7');
    const other = await run('other.png', '8');

    expect((await bytes('first.png')).equals(await bytes('again.png'))).toBe(true);
    expect(meanDifference(first, other)).toBeGreaterThan(10);
  });

  it('mixes several styles by their weights', async () => {
    await writeWaves(workspace.path('other.png'), 3, 64, 40);
    const run = async (out: string, ...styles: string[]) => {
      const options = styles.flatMap((style) => ['--style', style]);
      succeeded(await workspace.run(['photo.png', ...options, ...small, '--out', out]));
      return pixelsOf(out);
    };
    const alone = await run('alone.png', 'style.png');
    const withNothing = await run('with-nothing.png', 'style.png=2', 'other.png=0');
    const half = await run('half.png', 'style.png', 'other.png');
    const halfToo = await run('half-too.png', 'style.png=0.5', 'other.png=0.5');

    expect(Buffer.compare(withNothing.data, alone.data)).toBe(0);
    expect(Buffer.compare(half.data, halfToo.data)).toBe(0);
    expect(meanDifference(half, alone)).toBeGreaterThan(0.5);
  });

  it('uses a recipe that was printed, saved and named by its file', async () => {
    const printed = succeeded(await workspace.stylize(['recipes', 'show', 'studio']));
    await writeFile(workspace.path('mine.json'), printed.stdout);
    const run = async (recipe: string, out: string) => {
      const options = [...small, '--recipe', recipe, '--out', out];
      succeeded(await workspace.run(['photo.png', '--style', 'style.png', ...options]));
      return pixelsOf(out);
    };

    const byName = await run('studio', 'by-name.png');
    const byFile = await run('mine.json', 'by-file.png');

    expect(Buffer.compare(byName.data, byFile.data)).toBe(0);
  });

  it('says in plain lines what it does and where the result is', async () => {
    const { stdout, stderr } = succeeded(
      await workspace.run(['photo.png', '--style', 'style.png', ...small]),
    );

    expect(stdout).toMatch(/48×36.*3 iterations.*network embedded, device cpu/);
    expect(stdout).toMatch(/^3\/3 \(100 %\).*content .*style /m);
    expect(stdout).toMatch(/^Saved photo\.stylized\.png$/m);
    expect(stderr).toBe('');
  });
});

describe('the result’s name', () => {
  it('is name.stylized.png beside the content, then numbered', async () => {
    const args = [workspace.path('photo.png'), '--style', workspace.path('style.png'), ...small];
    for (let i = 0; i < 2; i++) succeeded(await workspace.run(args, { cwd: workspace.home }));

    expect(await workspace.listing()).toEqual([
      'work',
      'work/photo.png',
      'work/photo.stylized-2.png',
      'work/photo.stylized.png',
      'work/style.png',
    ]);
  });

  it.each(['jpg', 'webp', 'tiff', 'avif'])(
    'may end in .%s, and the metadata is there too',
    async (extension) => {
      const out = workspace.path(`art.${extension}`);

      succeeded(await workspace.run(['photo.png', '--style', 'style.png', ...small, '--out', out]));

      expect(await sharp(out).metadata()).toMatchObject({ width: 48, height: 36 });
      expect(await readMetadata(out)).toMatchObject({ content: { name: 'photo.png' }, recipe: { size: 48 } });
    },
  );

  it('is replaced only with --force', async () => {
    await writeFile(workspace.path('art.png'), 'precious');
    const args = ['photo.png', '--style', 'style.png', ...small, '--out', 'art.png'];
    const before = await workspace.listing();

    const refused = await workspace.run([...args, '--json']);
    expect(refused.code).toBe(1);
    expect(refused.lines.at(-1)).toMatchObject({ event: 'error', code: 'output-exists' });
    expect(await readFile(workspace.path('art.png'), 'utf8')).toBe('precious');

    succeeded(await workspace.run([...args, '--force']));
    expect(await pixelsOf('art.png')).toMatchObject({ width: 48, height: 36 });
    expect(await workspace.listing()).toEqual(before);
  });
});

const losses = z.strictObject({ content: z.number(), style: z.number(), tv: z.number(), total: z.number() });
const progressLine = z.object({
  event: z.literal('progress'),
  iteration: z.int().positive(),
  iterations: z.literal(5),
  losses,
  iterationsPerSecond: z.number().positive(),
  secondsLeft: z.number().nonnegative(),
  fraction: z.number().min(0).max(1),
});
const doneLine = z.object({
  event: z.literal('done'),
  out: z.string(),
  iterations: z.literal(5),
  seconds: z.number().positive(),
  losses,
});

describe('--json', () => {
  it('prints one object a line: a progress for each iteration, and last that it is done', async () => {
    const { lines, stderr } = succeeded(
      await workspace.run([
        'photo.png',
        '--style',
        'style.png',
        '--size',
        '48',
        '--iterations',
        '5',
        '--json',
      ]),
    );

    const progress = lines
      .filter(({ event }) => event === 'progress')
      .map((line) => progressLine.parse(line));
    expect(progress.map(({ iteration }) => iteration)).toEqual([1, 2, 3, 4, 5]);
    const done = doneLine.parse(lines.at(-1));
    expect(done.out).toBe(workspace.path('photo.stylized.png'));
    for (const { content, style, tv, total } of [...progress, done].map((line) => line.losses)) {
      expect((content + style + tv) / total).toBeCloseTo(1, 9);
    }
    // Those of the saved picture, an average, not of the last iterate.
    expect(done.losses).not.toEqual(progress.at(-1)!.losses);
    expect(lines.filter(({ event }) => event === 'done')).toHaveLength(1);
    expect(stderr).toBe('');
  });

  it('tells the plan, scale by scale, and keeps to it', async () => {
    const scales = ['--set', 'scales.from=40', '--set', 'scales.factor=1.5'];
    const { lines } = succeeded(
      await workspace.run([
        ...['photo.png', '--style', 'style.png', '--size', '90', '--iterations', '9'],
        ...scales,
        '--json',
      ]),
    );

    const plan = lines.find(({ event }) => event === 'planned')!;
    expect(plan).toMatchObject({ width: 90, height: 68, iterations: 9, network: 'embedded', device: 'cpu' });
    const planned = plan['scales'] as { width: number; height: number; iterations: number }[];
    expect(planned.map(({ width, height }) => [width, height])).toEqual([
      [40, 30],
      [60, 45],
      [90, 68],
    ]);
    const walked = planned.flatMap(({ width, height, iterations }, scale) =>
      Array.from({ length: iterations }, () => ({ scale, width, height })),
    );
    expect(walked).toHaveLength(9);
    expect(lines.filter(({ event }) => event === 'progress')).toMatchObject(walked);
    expect(await pixelsOf('photo.stylized.png')).toMatchObject({ width: 90, height: 68 });
  });

  it('tells of each picture that --preview-every saves', async () => {
    const { lines } = succeeded(
      await workspace.run([
        ...['photo.png', '--style', 'style.png', '--size', '48', '--iterations', '5'],
        ...['--preview-every', '2', '--json'],
      ]),
    );

    const saved = lines.filter(({ event }) => event === 'saved');
    expect(saved.map(({ iteration }) => iteration)).toEqual([2, 4]);
    const pictures = await Promise.all(saved.map(({ path }) => readPixels(path as string)));
    for (const picture of pictures) expect(picture).toMatchObject({ width: 48, height: 36 });
    expect(meanDifference(pictures[0]!, pictures[1]!)).toBeGreaterThan(0.5);
    expect(await workspace.listing()).toHaveLength(6);
  });
});

describe('the content picture', () => {
  it('keeps its transparency', async () => {
    const [width, height] = [40, 32];
    const alpha = Uint8Array.from({ length: width * height }, (_, i) => (i * 7) % 256);
    await sharp(drawWaves(4, width, height), { raw: { width, height, channels: 3 } })
      .joinChannel(Buffer.from(alpha), { raw: { width, height, channels: 1 } })
      .png()
      .toFile(workspace.path('glass.png'));

    succeeded(
      await workspace.run(['glass.png', '--style', 'style.png', '--size', 'native', '--iterations', '2']),
    );

    const { data, channels } = await pixelsOf('glass.stylized.png');
    expect(channels).toBe(4);
    expect(Uint8Array.from(alpha, (_, i) => data[4 * i + 3]!)).toEqual(alpha);
  });

  it('is turned upright as its EXIF orientation says', async () => {
    // Stored lying: red on the left, blue on the right. Orientation 6 brings the left side to the top.
    const [width, height] = [64, 40];
    const red = await sharp({ create: { width: width / 2, height, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    await sharp({ create: { width, height, channels: 3, background: 'blue' } })
      .composite([{ input: red, left: 0, top: 0 }])
      .withMetadata({ orientation: 6 })
      .toFile(workspace.path('lying.jpg'));

    succeeded(
      await workspace.run(['lying.jpg', '--style', 'style.png', '--size', 'native', '--iterations', '1']),
    );

    const result = await pixelsOf('lying.stylized.png');
    expect(result).toMatchObject({ width: 40, height: 64 });
    const at = (row: number) => [...result.data.subarray(3 * (row * 40 + 20), 3 * (row * 40 + 21))];
    const [top, bottom] = [at(8), at(56)];
    expect(top[0]! - top[2]!).toBeGreaterThan(150);
    expect(bottom[2]! - bottom[0]!).toBeGreaterThan(150);
    expect((await sharp(workspace.path('lying.stylized.png')).metadata()).orientation ?? 1).toBe(1);
  });

  it('may be an animated GIF, of which the first frame is taken', async () => {
    const [width, height] = [40, 32];
    const frames = [drawWaves(5, width, height), drawWaves(6, width, height)];
    await sharp(Buffer.concat(frames), {
      raw: { width, height: 2 * height, channels: 3, pageHeight: height },
    })
      .gif({ delay: [100, 100], dither: 0, colours: 256 })
      .toFile(workspace.path('moving.gif'));
    expect((await sharp(workspace.path('moving.gif')).metadata()).pages).toBe(2);

    const options = ['--size', 'native', '--iterations', '1', '--set', 'optimizer.learning-rate=1e-6'];
    succeeded(await workspace.run(['moving.gif', '--style', 'style.png', ...options]));

    const result = await pixelsOf('moving.stylized.png');
    const frame = (data: Uint8Array) => ({ data, width, height, channels: 3 });
    expect(result).toMatchObject({ width, height });
    expect(meanDifference(result, frame(frames[0]!))).toBeLessThan(8);
    expect(meanDifference(result, frame(frames[1]!))).toBeGreaterThan(20);
  });

  it('may be a CMYK JPEG', async () => {
    await sharp(workspace.path('photo.png')).toColourspace('cmyk').jpeg().toFile(workspace.path('print.jpg'));
    expect((await sharp(workspace.path('print.jpg')).metadata()).space).toBe('cmyk');

    succeeded(await workspace.run(['print.jpg', '--style', 'style.png', ...small]));

    expect(await pixelsOf('print.stylized.png')).toMatchObject({ width: 48, height: 36, channels: 3 });
  });
});
