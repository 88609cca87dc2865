import { readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeEach, describe, expect, it } from 'vitest';

import type { CliOutcome, RunCliOptions } from '../support/cli/run-cli';
import { useWorkspace } from '../support/cli/workspace';
import { writeWaves } from '../support/pictures/pictures';
import { childrenOf, isRunning, residentBytes } from '../support/system/processes';

const workspace = useWorkspace();
const settings = ['--style', 'style.png', '--network', 'embedded', '--size', '48', '--device', 'cpu'];
const line = ['batch', 'photos', '--out', 'painted', ...settings];
const quick = ['--iterations', '2'];

const batch = (args: readonly string[] = quick, options?: RunCliOptions) =>
  workspace.stylize([...line, '--json', ...args], options);
const events = ({ lines }: CliOutcome, name: string) => lines.filter(({ event }) => event === name);
const summaryOf = (outcome: CliOutcome) => events(outcome, 'summary')[0];
const results = async () => (await readdir(workspace.path('painted'), { recursive: true })).sort();
const read = (...names: string[]) => readFile(workspace.path(...names));
const photo = (name: string, seed: number) => writeWaves(workspace.path('photos', name), seed, 60, 45);

beforeEach(async () => {
  await writeWaves(workspace.path('style.png'), 9, 50, 70);
  await workspace.folderOf('photos', 'sub');
  for (const [index, name] of ['1.png', '2.png', '10.png', 'sub/a.png'].entries()) await photo(name, index);
});

describe('a batch', () => {
  it('paints a folder once, whatever it is told how often, with the same pictures as one run after the other', async () => {
    const first = await batch([...quick, '--recursive', '--summary', 'summary.json']);
    expect(first.code).toBe(0);
    expect(await results()).toEqual(['1.png', '10.png', '2.png', 'sub', join('sub', 'a.png')]);
    expect(summaryOf(first)).toMatchObject({ pictures: 4, painted: 4, skipped: 0, failed: 0, remaining: 0 });
    expect(JSON.parse(String(await read('summary.json')))).toMatchObject({ painted: 4, failures: [] });

    // The last one has met all that the engine keeps from picture to picture; a run by itself has met nothing.
    const alone = ['photos/sub/a.png', ...settings.slice(0, -2), ...quick, '--out', 'alone.png'];
    expect((await workspace.run(alone)).code).toBe(0);
    expect(await read('painted', 'sub', 'a.png')).toEqual(await read('alone.png'));

    const second = await batch([...quick, '--recursive']);
    expect(second.code).toBe(0);
    expect(summaryOf(second)).toMatchObject({ painted: 0, skipped: 4 });
  });

  it('leaves a result alone that was made of another picture or otherwise, until it is told to replace it', async () => {
    await batch();
    const before = await read('painted', '2.png');
    await photo('2.png', 77);

    const told = await batch();
    expect(told.code).toBe(1);
    expect(events(told, 'failed')).toMatchObject([
      { code: 'output-exists', content: workspace.path('photos', '2.png') },
    ]);
    expect(summaryOf(told)).toMatchObject({ painted: 0, skipped: 2, failed: 1 });
    expect(await read('painted', '2.png')).toEqual(before);

    const replaced = await batch([...quick, '--force']);
    expect(replaced.code).toBe(0);
    expect(events(replaced, 'painted')).toMatchObject([{ content: workspace.path('photos', '2.png') }]);
    expect(await read('painted', '2.png')).not.toEqual(before);

    const otherwise = await batch(['--iterations', '3']);
    expect(summaryOf(otherwise)).toMatchObject({ painted: 0, skipped: 0, failed: 3 });
  });

  it('keeps a record beside results that must not say how they were made', async () => {
    const env = { STYLIZE_METADATA: '0' };
    expect(summaryOf(await batch([...quick, '--no-metadata']))).toMatchObject({ painted: 3 });
    expect(summaryOf(await batch([...quick, '--no-metadata']))).toMatchObject({ painted: 0, skipped: 3 });
    expect(await results()).toEqual(
      [
        '.stylize',
        '1.png',
        '10.png',
        '2.png',
        ...['1', '10', '2'].map((n) => join('.stylize', `${n}.png.json`)),
      ].sort(),
    );
    expect(String(await read('painted', '.stylize', '1.png.json'))).toMatch(
      /^\{"fingerprint":"[\da-f]{64}"\}\n$/,
    );

    await rm(workspace.path('painted', '1.png'));
    expect(summaryOf(await batch(quick, { env }))).toMatchObject({ painted: 1, skipped: 2 });
    await photo('2.png', 77);
    expect(summaryOf(await batch(quick, { env }))).toMatchObject({ skipped: 2, failed: 1 });
  });

  it('goes on where it was after it was ended', async () => {
    const long = ['--iterations', '40'];
    const ended = await batch(long, {
      onLine: (text, child) => {
        if (text.includes('"progress"') && text.includes('"index":1')) child.kill('SIGTERM');
      },
    });
    expect(ended.code).toBe(process.platform === 'win32' ? null : 143);
    if (process.platform !== 'win32')
      expect(summaryOf(ended)).toMatchObject({ painted: 1, failed: 0, remaining: 2 });
    expect(await results()).toEqual(['1.png']);

    const rest = await batch(long);
    expect(rest.code).toBe(0);
    expect(summaryOf(rest)).toMatchObject({ painted: 2, skipped: 1 });
  });

  it.skipIf(process.platform === 'win32')('ends after the picture at hand at the first Ctrl-C', async () => {
    const ended = await batch(['--iterations', '40'], {
      onLine: (text, child) => {
        if (text.includes('"progress"') && text.includes('"index":0')) child.kill('SIGINT');
      },
    });

    expect(ended.code).not.toBe(0);
    expect(ended.stderr).toContain('Ctrl-C again gives it up');
    expect(await results()).toEqual(['1.png']);
  });

  it('starts the engine again when it dies, and tries that picture once more', async () => {
    let killed: number | undefined;
    const outcome = await batch(['--iterations', '30'], {
      onLine: (text, child) => {
        if (killed !== undefined || !text.includes('"progress"') || !text.includes('"index":1')) return;
        killed = childrenOf(child.pid!).find((pid) => isRunning(pid));
        if (killed !== undefined) process.kill(killed, 'SIGKILL');
      },
    });

    expect(killed !== undefined || process.platform !== 'linux').toBe(true);
    expect(outcome.code).toBe(0);
    expect(summaryOf(outcome)).toMatchObject({ painted: 3, failed: 0 });
    expect(await results()).toEqual(['1.png', '10.png', '2.png']);
  });

  it('is divided into parts that are each other’s rest', async () => {
    const parts = await Promise.all([
      batch([...quick, '--recursive', '--shard', '1/2']),
      batch([...quick, '--recursive'], {
        env: {
          SLURM_ARRAY_TASK_ID: '8',
          SLURM_ARRAY_TASK_COUNT: '2',
          SLURM_ARRAY_TASK_MIN: '7',
          SLURM_ARRAY_TASK_STEP: '1',
        },
      }),
    ]);

    const painted = parts.flatMap((part) => events(part, 'painted').map(({ content }) => content));
    expect(painted).toHaveLength(4);
    expect(new Set(painted).size).toBe(4);
    expect(parts.map(({ code }) => code)).toEqual([0, 0]);
  });

  it('ends at once where every picture would fail alike', async () => {
    await rm(workspace.path('style.png'));
    const outcome = await batch();

    expect(outcome.code).toBe(1);
    expect(outcome.lines.at(-1)).toMatchObject({ event: 'error', code: 'file-not-found' });
    expect(summaryOf(outcome)).toMatchObject({ painted: 0, failed: 0, remaining: 3 });
  });
});

it('paints 180 of 200 pictures, names 20 that fail with their own reasons, and stays as large as it was', async () => {
  const folder = workspace.path('photos');
  await rm(folder, { recursive: true });
  await workspace.folderOf('photos');
  const [whole, small, twin] = await Promise.all([
    writeWaves(workspace.path('whole.jpg'), 1, 60, 45),
    writeWaves(workspace.path('small.png'), 2, 9, 5),
    writeWaves(workspace.path('twin.png'), 3, 60, 45),
  ]).then((paths) => Promise.all(paths.map((path) => readFile(path))));
  const bad: readonly ((path: string) => Promise<void>)[] = [
    (path) => writeFile(path, ''),
    (path) => writeFile(path, 'no picture'),
    (path) => writeFile(path, whole!.subarray(0, whole!.length / 2)),
    (path) => writeFile(path, twin!.subarray(0, twin!.length - 400)),
    (path) => writeFile(path, small!),
    (path) => writeFile(path, '%PDF-1.7'),
    (path) => (process.platform === 'win32' ? writeFile(path, '') : symlink('nowhere.png', path)),
  ];
  const isBad = (index: number) => index % 10 === 7;
  for (let index = 0; index < 200; index++) {
    const path = join(folder, `${index}.png`);
    if (isBad(index)) await bad[((index - 7) / 10) % bad.length]!(path);
    else await writeWaves(path, index, 60 + (index % 2), 45);
  }
  const sizes = new Map<number, number[]>();

  const outcome = await batch(quick, {
    onLine: (text, child) => {
      const index = /^\{"event":"picture","index":(\d+)/.exec(text)?.[1];
      if (index === undefined || process.platform !== 'linux') return;
      const [engine] = childrenOf(child.pid!);
      if (engine !== undefined) sizes.set(Number(index), [child.pid!, engine].map(residentBytes));
    },
  });

  expect(outcome.code).toBe(1);
  expect(summaryOf(outcome)).toMatchObject({ pictures: 200, painted: 180, failed: 20, remaining: 0 });
  const failures = summaryOf(outcome)!['failures'] as { content: string; code: string; message: string }[];
  const names = Array.from({ length: 20 }, (_, index) => `${10 * index + 7}.png`);
  expect(failures.map(({ content }) => content)).toEqual(names.map((name) => join(folder, name)));
  for (const [index, { message }] of failures.entries()) expect(message).toContain(names[index]);
  const reasons = failures.map(({ message }, index) => message.replace(names[index]!, ''));
  expect(new Set(reasons).size).toBe(process.platform === 'win32' ? 6 : 7);
  expect(outcome.lines.at(-1)).toMatchObject({ event: 'error', code: 'incomplete' });

  // From the 50th picture on; what a single picture leaves behind would show 150 times.
  if (process.platform !== 'linux') return;
  const [client, engine] = [0, 1].map((process) => sizes.get(199)![process]! - sizes.get(50)![process]!);
  expect(client).toBeLessThan(50e6);
  expect(engine).toBeLessThan(100e6);
}, 300_000);
