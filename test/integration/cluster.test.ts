import { execFile } from 'node:child_process';
import { chmod, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import type { BatchSummary } from '../../src/cli/batch/summary';
import { useWorkspace } from '../support/cli/workspace';
import { writeWaves } from '../support/pictures/pictures';
import { Slurm, slurmSkipReason } from '../support/slurm/slurm';

const root = fileURLToPath(new URL('../../', import.meta.url));
const command = `${process.execPath} ${join(root, 'dist/cli.js')}`;
const workspace = useWorkspace();
/** Such that each of two parts has some. */
const names = ['one', 'two', 'three', 'four', 'five', 'six'];

beforeEach(async () => {
  await writeWaves(workspace.path('style.png'), 9, 50, 70);
  await workspace.folderOf('pictures', 'sub');
  for (const [index, name] of names.entries())
    await writeWaves(workspace.path('pictures', index % 2 ? 'sub' : '.', `${name}.png`), index, 64, 48);
});

const results = async () =>
  (await readdir(workspace.path('results'), { recursive: true }))
    .filter((name) => name.endsWith('.png'))
    .sort();
const whole = names.map((name, index) => join(index % 2 ? 'sub' : '.', `${name}.png`)).sort();
const summary = async (name: string) =>
  JSON.parse(await readFile(workspace.path('results', 'summaries', `${name}.json`), 'utf8')) as BatchSummary;

describe('the script for Slurm', () => {
  const name = 'paints a folder in two tasks of an array, and in a second array nothing';
  it.skipIf(slurmSkipReason)(
    slurmSkipReason === false ? name : `${name} [skipped: ${slurmSkipReason}]`,
    async () => {
      const slurm = await Slurm.start(await workspace.folderOf('slurm'));
      try {
        const submit = async () => {
          const states = await slurm.submit(
            [
              ...['--array=1-2', '--cpus-per-task=1', '--mem=1500M'],
              `--output=${workspace.path('task-%a.log')}`,
              join(root, 'docs/cluster/stylize-array.sh'),
              ...[workspace.path('pictures'), workspace.path('results')],
              ...['--style', workspace.path('style.png'), '--network', 'embedded', '--device', 'cpu'],
              ...['--size', '48', '--iterations', '2'],
            ],
            { STYLIZE: command, STYLIZE_HOME: workspace.home },
          );
          const log = (task: number) => readFile(workspace.path(`task-${task}.log`), 'utf8').catch(String);
          expect(states, `${await log(1)}\n${await log(2)}`).toEqual(['COMPLETED', 'COMPLETED']);
        };
        await submit();

        expect(await results()).toEqual(whole);
        const first = [await summary('1'), await summary('2')];
        expect(first.map(({ failed, remaining, skipped }) => failed + remaining + skipped)).toEqual([0, 0]);
        expect(first.map(({ painted }) => painted).every((painted) => painted > 0)).toBe(true);
        expect(first[0]!.painted + first[1]!.painted).toBe(names.length);
        expect(await readFile(workspace.path('task-2.log'), 'utf8')).toContain(
          'of 6, part 2 of 2 (SLURM_ARRAY_TASK_ID)',
        );

        await submit();
        const second = [await summary('1'), await summary('2')];
        expect(second.map(({ painted }) => painted)).toEqual([0, 0]);
        expect(second.map(({ skipped }) => skipped)).toEqual(first.map(({ painted }) => painted));
      } finally {
        await slurm.stop();
      }
    },
    120_000,
  );
});

interface Job {
  readonly spec: {
    readonly completions: number;
    readonly completionMode: string;
    readonly template: {
      readonly spec: {
        readonly containers: readonly {
          readonly command: readonly string[];
          readonly args: readonly string[];
          readonly env: readonly { readonly name: string; readonly value: string }[];
        }[];
      };
    };
  };
}

it.skipIf(process.platform === 'win32')(
  'the manifest for Kubernetes paints each part by its index, and the parts are the whole',
  async () => {
    const job = parse(await readFile(join(root, 'docs/cluster/stylize-job.yaml'), 'utf8')) as Job;
    const { completions, completionMode, template } = job.spec;
    const [container] = template.spec.containers;
    const given = Object.fromEntries(container!.env.map(({ name, value }) => [name, value]));
    expect(completionMode).toBe('Indexed');
    expect(given['JOB_COMPLETIONS']).toBe(String(completions));

    // In place of the image: its program on the path, its volume here, small pictures, and two parts.
    const bin = await workspace.folderOf('bin');
    await writeFile(
      join(bin, 'stylize'),
      `#!/bin/sh\nexec ${command} "$@" --size 48 --iterations 2 --device cpu\n`,
    );
    await chmod(join(bin, 'stylize'), 0o755);
    const args = container!.args.map((text) => text.replace('--size 1024', ''));
    for (const index of ['0', '1']) {
      const [program, ...options] = container!.command;
      await promisify(execFile)(program!, [...options, ...args], {
        env: {
          ...process.env,
          ...given,
          PATH: `${bin}:${process.env['PATH']}`,
          STYLIZE_HOME: workspace.home,
          PICTURES: workspace.path('pictures'),
          RESULTS: workspace.path('results'),
          STYLE: workspace.path('style.png'),
          JOB_COMPLETION_INDEX: index,
          JOB_COMPLETIONS: '2',
        },
      });
    }

    expect(await results()).toEqual(whole);
    const parts = [await summary('0'), await summary('1')];
    expect(parts.map(({ painted }) => painted).every((painted) => painted > 0)).toBe(true);
    expect(parts.map(({ failed, skipped }) => failed + skipped)).toEqual([0, 0]);
  },
);
