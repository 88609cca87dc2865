import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeEach, describe, expect, it } from 'vitest';

import { worded } from '../../src/channel/l10n';
import type { Outline, RunRequest } from '../../src/contracts/engine';
import { useWorkspace } from '../support/cli/workspace';
import { engineBundle, useEngineClients } from '../support/client/built-engine';
import { meanDifference, readPixels, writeWaves } from '../support/pictures/pictures';
import { canMakeDisks, withSmallDisk } from '../support/system/small-disk';

const workspace = useWorkspace();
const createClient = useEngineClients(workspace);

describe('a run whose engine finds no memory', { timeout: 180_000 }, () => {
  it('goes on in tiles by itself, to the same picture', async () => {
    await writeWaves(workspace.path('photo.png'), 1, 480, 320);
    await writeWaves(workspace.path('style.png'), 2, 90, 120);
    const request = (out: string): Omit<RunRequest, 'run'> => ({
      content: workspace.path('photo.png'),
      styles: [{ path: workspace.path('style.png'), weight: 1 }],
      recipe: 'studio',
      settings: { size: 480, iterations: 6, scales: { from: 240, factor: 2, decay: 1 } },
      device: 'cpu',
      output: { path: workspace.path(out) },
      checkpoint: { everySeconds: 0.001 },
    });
    await createClient().run(request('whole.png')).result;

    // The whole picture is 480 pixels wide, a window of it less than 400.
    const run = createClient({
      program: {
        bundle: join(import.meta.dirname, '../support/client/out-of-memory.mjs'),
        args: [engineBundle, '400', '1'],
        env: workspace.environment,
      },
    }).run(request('tiles.png'));
    const plans: Outline[] = [];
    const said: string[] = [];
    run.on('planned', (plan) => plans.push(plan));
    run.on('resumed', ({ message }) => said.push(worded(message)));
    const result = await run.result;

    expect(result).toMatchObject({ iterations: 6, width: 480, height: 320, stopped: false });
    expect(plans[0]!.estimate.tile).toBeUndefined();
    expect(plans.at(-1)!.estimate.tile).toBe(256);
    expect(said.at(-1)).toMatch(
      /^The engine was lost, probably because memory ran out\. The run goes on from iteration \d, in 0\.\d GB of memory\.$/,
    );
    const [tiles, whole] = await Promise.all(
      ['tiles.png', 'whole.png'].map((name) => readPixels(workspace.path(name))),
    );
    expect(meanDifference(tiles!, whole!)).toBeLessThan(0.05);
  });
});

describe.skipIf(!canMakeDisks)('a disk that is full', { timeout: 180_000 }, () => {
  const args = ['photo.png', '--style', 'style.png', '--size', '96', '--json'];
  const few = ['--iterations', '4'];
  beforeEach(async () => {
    await writeWaves(workspace.path('photo.png'), 1, 96, 72);
    await writeWaves(workspace.path('style.png'), 2, 50, 70);
    await workspace.run([...args, ...few]);
  });
  const usual = () => readFile(workspace.path('photo.stylized.png'));

  it('with the result’s folder on it, costs no picture: it is saved elsewhere, and the error says where', async () => {
    const results = workspace.path('results');
    await mkdir(results);

    const { code, lines } = await workspace.run(
      [...args, ...few, '--out', join(results, 'photo.stylized.png')],
      {
        under: withSmallDisk(results, 8192),
      },
    );

    expect(code).toBe(1);
    expect(lines.at(-1)).toMatchObject({
      event: 'error',
      code: 'unwritable-output',
      message: 'photo.stylized.png cannot be written: the disk is full.',
      hint: expect.stringMatching(/^Free some space/) as string,
      rescued: { path: join(workspace.home, 'unfinished', 'photo.stylized.png'), iterations: 4 },
    });
    expect(await readFile(join(workspace.home, 'unfinished', 'photo.stylized.png'))).toEqual(await usual());
  });

  it('with the person’s folder on it, ends no run: a remark says that its state cannot be kept', async () => {
    const { code, lines, stderr } = await workspace.run(
      [...args, '--out', 'other.png', '--iterations', '120'],
      { under: withSmallDisk(workspace.home, 65536) },
    );

    expect(code, stderr).toBe(0);
    expect(lines.at(-1)).toMatchObject({ event: 'done', iterations: 120 });
    expect(stderr + JSON.stringify(lines)).toContain(
      "The run's state cannot be kept, because the disk is full: if the run is interrupted, it starts over.",
    );
  });
});
