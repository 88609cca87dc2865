import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { EngineClient } from '../../src/client/engine-client';
import type { RunEvent, RunEventData, RunHandle } from '../../src/client/run-handle';
import type { RunRequest } from '../../src/contracts/engine';
import { useWorkspace } from '../support/cli/workspace';
import { writeWaves } from '../support/pictures/pictures';

const workspace = useWorkspace();
const clients: EngineClient[] = [];

beforeEach(async () => {
  await writeWaves(workspace.path('photo.png'), 1, 72, 54);
  await writeWaves(workspace.path('style.png'), 2, 50, 70);
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.dispose()));
});

function createClient(): EngineClient {
  const client = new EngineClient({
    program: { bundle: join(import.meta.dirname, '../../dist/engine.js'), env: workspace.environment },
    userFolder: workspace.home,
  });
  clients.push(client);
  return client;
}

const files = async () => (await workspace.listing()).filter((name) => name.includes('.'));
const checkpoints = () => readdir(join(workspace.home, 'checkpoints')).catch(() => []);

/** Two scales, 45 and 72 pixels. */
const request = (settings: object = {}, changes: Partial<RunRequest> = {}): Omit<RunRequest, 'run'> => ({
  content: workspace.path('photo.png'),
  styles: [{ path: workspace.path('style.png'), weight: 1 }],
  recipe: 'studio',
  settings: { size: 72, iterations: 60, scales: { from: 40, factor: 1.6 }, ...settings },
  device: 'cpu',
  output: { path: workspace.path('art.png') },
  checkpoint: { everySeconds: 0.001 },
  ...changes,
});

/** The first event of a run that is what is wanted. */
function next<E extends RunEvent>(
  run: RunHandle,
  event: E,
  isIt: (data: RunEventData<E>) => boolean = () => true,
): Promise<RunEventData<E>> {
  return new Promise((resolve, reject) => {
    run.on(event, (data) => {
      if (isIt(data)) resolve(data);
    });
    run.result.then(() => {
      reject(new Error(`The run ended without "${event}".`));
    }, reject);
  });
}

const art = () => readFile(workspace.path('art.png'));

/** Ends the client, as a closed window does, once the run has a checkpoint that is late enough. */
async function leaveAt(run: RunHandle, client: EngineClient, iteration: number): Promise<string> {
  const { id } = await next(run, 'checkpoint', (checkpoint) => checkpoint.iteration >= iteration);
  await client.dispose();
  return id;
}

const recipes = {
  Adam: {},
  'L-BFGS': { 'optimizer.kind': 'lbfgs', clamp: false },
};

describe('a run that is left and goes on in another engine', () => {
  it.each(Object.entries(recipes))('ends in the same bytes: %s', async (_, settings) => {
    await createClient().run(request(settings)).result;
    const whole = await art();
    const client = createClient();
    const id = await leaveAt(
      client.run(request(settings, { output: { path: workspace.path('art.png'), overwrite: true } })),
      client,
      20,
    );
    expect(await checkpoints()).toEqual([`${id}.checkpoint`]);

    const other = createClient();
    const run = other.resume({ id });
    const first = await next(run, 'progress');
    const result = await run.result;

    expect(first.iteration).toBeGreaterThan(20);
    expect(result).toMatchObject({ out: workspace.path('art.png'), iterations: 60, stopped: false });
    expect((await art()).equals(whole)).toBe(true);
    expect(await checkpoints()).toEqual([]);
    expect(await files()).toEqual(['work/art.png', 'work/photo.png', 'work/style.png']);
  });
});
