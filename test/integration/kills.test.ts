import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { beforeEach, expect, it } from 'vitest';

import type { EngineClient } from '../../src/client/engine-client';
import type { RunHandle } from '../../src/client/run-handle';
import { useWorkspace } from '../support/cli/workspace';
import { useEngineClients } from '../support/client/built-engine';
import { writeWaves } from '../support/pictures/pictures';
import { isRunning } from '../support/system/processes';

const workspace = useWorkspace();
const createClient = useEngineClients(workspace);
let client: EngineClient;

beforeEach(async () => {
  await writeWaves(workspace.path('photo.png'), 1, 60, 45);
  await writeWaves(workspace.path('style.png'), 2, 50, 70);
  client = createClient({
    recoveries: 0,
    restartLimits: { firstDelay: 0, longestDelay: 0, healthyAfter: 0, crashes: Infinity, within: 1 },
  });
});

const kills = 50;
const iterations = 300;

function begin(): RunHandle {
  return client.run({
    content: workspace.path('photo.png'),
    styles: [{ path: workspace.path('style.png'), weight: 1 }],
    recipe: 'studio',
    settings: { size: 40, iterations, scales: { from: 20, factor: 1.6, decay: 1 } },
    device: 'cpu',
    output: { path: workspace.path('art.png'), overwrite: true },
    checkpoint: { everySeconds: 0.001 },
  });
}

it(
  `survives ${kills} kills of its engine at any moment, to the same bytes`,
  { timeout: 15 * 60_000 },
  async () => {
    await begin().result;
    const expected = await readFile(workspace.path('art.png'));
    const random = xoroshiro128plus(7);
    const pids = new Set<number>();
    let checkpoint: { readonly id: string; readonly iteration: number } | undefined;
    /** A life of the engine: the run goes on, and is killed after so many milliseconds; undefined: not at all. */
    const live = async (milliseconds?: number) => {
      // An engine that was killed as soon as it had written its first checkpoint has not told of it.
      checkpoint ??= (await client.request('checkpoints', {}))[0];
      const run = checkpoint ? client.resume({ id: checkpoint.id }) : begin();
      const from = checkpoint?.iteration ?? 0;
      let first: number | undefined;
      run.on('progress', ({ iteration }) => (first ??= iteration));
      const written = (event: { id: string; iteration: number }) => (checkpoint = event);
      run.on('checkpoint', written);
      const outcome = run.result.then(
        () => 'done',
        () => 'killed',
      );
      await client.request('recipes', {});
      const { process: engine } = client.status.engine!;
      pids.add(engine.pid!);
      if (milliseconds !== undefined) {
        // Half of them from the very beginning, half in the middle of its steps.
        if (milliseconds % 2 < 1) await Promise.race([outcome, new Promise((go) => run.on('progress', go))]);
        await delay(milliseconds);
        process.kill(engine.pid!, 'SIGKILL');
      }
      const end = await outcome;
      // No step before the newest checkpoint that was told of is taken again.
      if (first !== undefined) expect(first).toBeGreaterThan(from);
      return end;
    };

    for (let kill = 0; kill < kills; kill++)
      expect(await live(400 * uniformFloat64(random) ** 2), `kill ${kill}`).toBe('killed');
    expect(await live()).toBe('done');

    expect((await readFile(workspace.path('art.png'))).equals(expected)).toBe(true);
    expect(pids.size).toBe(kills + 1);
    await client.dispose();
    expect([...pids].filter(isRunning), 'processes').toEqual([]);
    expect((await readdir(workspace.folder)).sort()).toEqual(['art.png', 'photo.png', 'style.png']);
    expect(await readdir(join(workspace.home, 'checkpoints'))).toEqual([]);
  },
);
