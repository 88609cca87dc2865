import { beforeEach, describe, expect, it } from 'vitest';

import type { RunHandle } from '../../src/client/run-handle';
import type { RunRequest } from '../../src/contracts/engine';
import { useWorkspace } from '../support/cli/workspace';
import { useEngineClients } from '../support/client/built-engine';
import { readPixels, writeWaves } from '../support/pictures/pictures';

const workspace = useWorkspace();
const createClient = useEngineClients(workspace);

beforeEach(async () => {
  await writeWaves(workspace.path('photo.png'), 1, 900, 900);
  await writeWaves(workspace.path('style.png'), 2, 60, 60);
});

/** One step of it, of the whole picture, takes more than a second on any machine of ours. */
const request = (changes: Partial<RunRequest> = {}): Omit<RunRequest, 'run'> => ({
  content: workspace.path('photo.png'),
  styles: [{ path: workspace.path('style.png'), weight: 1 }],
  recipe: 'studio',
  settings: { size: 900, iterations: 1000, scales: false },
  device: 'cpu',
  output: { path: workspace.path('art.png'), overwrite: true },
  limits: { memoryBytes: 20e9 },
  ...changes,
});

/** The milliseconds of the second step; the first one prepares memory. */
async function secondStep(run: RunHandle): Promise<number> {
  let first: number | undefined;
  return new Promise((resolve, reject) => {
    run.on('progress', () => {
      if (first === undefined) first = performance.now();
      else resolve(performance.now() - first);
    });
    run.result.catch(reject);
  });
}

describe('a step that takes long', { timeout: 300_000 }, () => {
  it('keeps nobody waiting who stops the run: the engine goes on, with the same numbers', async () => {
    const client = createClient();
    const run = client.run(request());
    const step = await secondStep(run);
    const { pid } = client.status.engine!.process;
    let steps = 0;
    run.on('progress', () => steps++);
    const start = performance.now();

    await run.finish();
    expect(performance.now() - start).toBeLessThan(step / 2);
    const result = await run.result;

    // Only the picture is written: the third step is under way, and would have taken as long as the second.
    expect(performance.now() - start).toBeLessThan(0.8 * step);
    expect(steps).toBe(0);
    expect(result).toMatchObject({ stopped: true, iterations: 2, width: 900, height: 900 });
    expect(result.losses.total).toBeGreaterThan(0);

    // What comes next waits for the device, which is at work on the step that nobody wants any more.
    const settings = { ...request().settings, size: 64, iterations: 3 };
    await client.run(request({ settings })).result;
    expect(client.status.engine!.process.pid).toBe(pid);
    const after = await readPixels(workspace.path('art.png'));
    await createClient().run(request({ settings })).result;
    expect(await readPixels(workspace.path('art.png'))).toEqual(after);
  });

  it('keeps nobody waiting who stops the run in its first step: there is no picture yet', async () => {
    const run = createClient().run(request());
    await new Promise<void>((resolve) => {
      run.on('phase', ({ phase }) => {
        if (phase === 'running') resolve();
      });
    });
    const start = performance.now();
    await run.finish();

    await expect(run.result).rejects.toMatchObject({
      code: 'cancelled',
      message: 'The run was stopped before its first step, so there is no picture.',
    });
    expect(performance.now() - start).toBeLessThan(1000);
    expect(await workspace.listing()).not.toContain('work/art.png');
  });

  it('keeps nobody waiting who cancels the run, nor a question to the engine', async () => {
    const client = createClient();
    const run = client.run(request());
    const step = await secondStep(run);
    const { pid } = client.status.engine!.process;

    const asked = performance.now();
    await client.request('networks', {});
    expect(performance.now() - asked).toBeLessThan(step / 2);

    const start = performance.now();
    run.cancel();
    await expect(run.result).rejects.toMatchObject({ code: 'cancelled' });
    // Sent only when the engine has ended the run.
    await client.request('networks', {});
    expect(performance.now() - start).toBeLessThan(step / 2);
    expect(client.status.engine!.process.pid).toBe(pid);
    expect((await workspace.listing()).filter((name) => name.startsWith('work/'))).toEqual([
      'work/photo.png',
      'work/style.png',
    ]);
  });
});
