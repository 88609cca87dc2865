import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeEach, describe, expect, it } from 'vitest';

import { worded } from '../../src/channel/l10n';
import type { EngineClient } from '../../src/client/engine-client';
import type { RunEvent, RunEventData, RunHandle } from '../../src/client/run-handle';
import type { RunRequest } from '../../src/contracts/engine';
import { useWorkspace } from '../support/cli/workspace';
import { useEngineClients } from '../support/client/built-engine';
import { writeWaves } from '../support/pictures/pictures';

const workspace = useWorkspace();
const createClient = useEngineClients(workspace);

beforeEach(async () => {
  await writeWaves(workspace.path('photo.png'), 1, 72, 54);
  await writeWaves(workspace.path('style.png'), 2, 50, 70);
});

const art = () => readFile(workspace.path('art.png'));
const checkpoints = () => readdir(join(workspace.home, 'checkpoints')).catch(() => []);
const work = async () => (await workspace.listing()).filter((name) => name.startsWith('work/'));
const painted = ['work/art.png', 'work/photo.png', 'work/style.png'];

/** Two scales, 45 and 72 pixels, of 20 steps each, with a checkpoint whenever there is time for one. */
const request = (settings: object = {}, changes: Partial<RunRequest> = {}): Omit<RunRequest, 'run'> => ({
  content: workspace.path('photo.png'),
  styles: [{ path: workspace.path('style.png'), weight: 1 }],
  recipe: 'studio',
  settings: {
    ...{ size: 72, iterations: 40, scales: { from: 40, factor: 1.6, decay: 1 }, averaging: 0.8 },
    ...settings,
  },
  device: 'cpu',
  output: { path: workspace.path('art.png'), overwrite: true },
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

/** Pauses a run after so many steps, where it writes a checkpoint; resolves with the checkpoint's id. */
async function pauseAfter(run: RunHandle, iteration: number): Promise<string> {
  await next(run, 'progress', (progress) => progress.iteration >= iteration);
  void run.pause();
  await next(run, 'phase', ({ phase }) => phase === 'paused');
  const [only] = await createClient().request('checkpoints', {});
  return only!.id;
}

const kill = async (client: EngineClient) => {
  process.kill(client.status.engine!.process.pid!, 'SIGKILL');
  await client.status.engine!.process.ended;
};

describe('a run that goes on in another engine', { timeout: 120_000 }, () => {
  const recipes = {
    'Adam, averaged': { 'optimizer.kind': 'adam', averaging: 0.9 },
    'L-BFGS': { 'optimizer.lineSearch': 'strong-wolfe', clamp: false },
    'L-BFGS that backtracks': {},
  };

  it.each(Object.entries(recipes))(
    'ends in the same bytes, and leaves nothing behind: %s',
    async (_, settings) => {
      const whole = createClient();
      await whole.run(request(settings)).result;
      const expected = await art();
      for (const iteration of [7, 20, 31]) {
        const client = createClient({ recoveries: 0 });
        const run = client.run(request(settings));
        const id = await pauseAfter(run, iteration);
        await kill(client);
        await expect(run.result).rejects.toMatchObject({ code: 'engine-failed' });

        const resumed = createClient().resume({ id });
        const first = await next(resumed, 'progress');
        const result = await resumed.result;

        expect(first.iteration).toBeGreaterThanOrEqual(iteration + 1);
        expect(first.iteration).toBeLessThan(iteration + 10);
        expect(result).toMatchObject({ out: workspace.path('art.png'), iterations: 40, stopped: false });
        expect((await art()).equals(expected), `left after ${iteration} steps`).toBe(true);
        expect(await checkpoints()).toEqual([]);
        expect(await work()).toEqual(painted);
      }
    },
  );

  it('keeps the weights that a person has changed, and says so in its metadata', async () => {
    const client = createClient({ recoveries: 0 });
    const run = client.run(request());
    await run.update({ 'style.weight': 3 });
    const id = await pauseAfter(run, 12);
    await kill(client);
    await run.result.catch(() => undefined);

    await createClient().resume({ id }).result;

    const recalled = await createClient().request('recall', { file: workspace.path('art.png') });
    expect(recalled.recipe).toMatchObject({ style: { weight: 3 } });
  });

  it('goes on by itself when its engine is killed, to the same bytes, and says so', async () => {
    const client = createClient();
    await client.run(request()).result;
    const expected = await art();
    const run = client.run(request());
    const said: string[] = [];
    run.on('resumed', ({ message }) => said.push(worded(message)));
    await next(run, 'checkpoint', ({ iteration }) => iteration >= 5);

    await kill(client);

    await run.result;
    expect(said).toEqual([expect.stringMatching(/The run goes on from iteration \d+\.$/)]);
    expect((await art()).equals(expected)).toBe(true);
    expect(await checkpoints()).toEqual([]);
    expect(await work()).toEqual(painted);
  });
});

it('a run that goes on and is stopped before another step hands over the picture that it had', async () => {
  const id = await left();
  const run = createClient().resume({ id });
  await next(run, 'phase', ({ phase }) => phase === 'preparing');
  await run.finish({ resumable: true });

  const { iterations, stopped, checkpoint } = await run.result;

  expect({ stopped, checkpoint }).toEqual({ stopped: true, checkpoint: id });
  expect(await work()).toEqual(painted);
  const again = createClient().resume({ id });
  expect((await next(again, 'progress')).iteration).toBe(iterations + 1);
  again.cancel();
});

/** A run that is left after some steps, with its client. */
async function left(changes: Partial<RunRequest> = {}): Promise<string> {
  const client = createClient();
  const run = client.run(request({ iterations: 100_000 }, changes));
  await next(run, 'checkpoint');
  await client.dispose();
  await run.result.catch(() => undefined);
  const [only] = await checkpoints();
  expect(only).toMatch(/^[0-9a-f]{8}\.checkpoint$/);
  return only!.split('.')[0]!;
}

const refusal = (id: string) =>
  createClient()
    .resume({ id })
    .result.then(
      () => {
        throw new Error('It went on.');
      },
      (error: unknown) => error,
    );

describe('a run that is left cannot go on, and says what to do,', { timeout: 60_000 }, () => {
  it('with another picture, or without it', async () => {
    const id = await left();
    await writeWaves(workspace.path('style.png'), 3, 50, 70);
    expect(await refusal(id)).toMatchObject({
      code: 'bad-checkpoint',
      message: 'style.png has changed since the run began.',
      hint: expect.stringMatching(/^Put the old picture back/) as string,
    });
    await rm(workspace.path('style.png'));
    expect(await refusal(id)).toMatchObject({ code: 'file-not-found' });
    // Nothing is lost by the attempts.
    await writeWaves(workspace.path('style.png'), 2, 50, 70);
    const client = createClient();
    const run = client.resume({ id });
    await next(run, 'progress');
    run.cancel();
    await client.dispose();
    expect(await checkpoints()).toEqual([]);
  });

  it('with a damaged checkpoint, or none', async () => {
    const id = await left();
    const path = join(workspace.home, 'checkpoints', `${id}.checkpoint`);
    const bytes = await readFile(path);
    bytes[bytes.length - 1000]! ^= 4;
    await writeFile(path, bytes);
    expect(await refusal(id)).toMatchObject({
      code: 'bad-checkpoint',
      message: expect.stringMatching(/is damaged/) as string,
    });
    await writeFile(path, '');
    expect(await refusal(id)).toMatchObject({
      code: 'bad-checkpoint',
      message: expect.stringMatching(/is damaged/) as string,
    });
    await createClient().request('discardCheckpoint', { id });
    expect(await checkpoints()).toEqual([]);
    expect(await refusal(id)).toMatchObject({
      code: 'bad-checkpoint',
      message: expect.stringMatching(/There is no checkpoint/) as string,
    });
  });

  it('while another engine paints it', async () => {
    const id = await left();
    const client = createClient();
    const run = client.resume({ id });
    await next(run, 'progress');

    expect(await refusal(id)).toMatchObject({ code: 'busy' });
    expect(await createClient().request('checkpoints', {})).toMatchObject([{ id, active: true }]);
    run.cancel();
  });
});

describe('what goes wrong on the disk', { timeout: 60_000 }, () => {
  it('does not end a run: a user folder in which nothing can be written', async () => {
    // A file where the folder should be stops the administrator, too.
    await writeFile(join(workspace.home, 'checkpoints'), '');
    const run = createClient().run(request({ iterations: 10 }));
    const remarks: string[] = [];
    run.on('remark', ({ message }) => remarks.push(worded(message)));

    await expect(run.result).resolves.toMatchObject({ iterations: 10 });
    expect(remarks).toEqual([
      expect.stringMatching(/^The run's state cannot be kept, because .*it starts over\.$/),
    ]);
  });

  it('does not lose a run: the folder of its result, removed while it was away', async () => {
    await mkdir(workspace.path('results'));
    const id = await left({ output: { path: workspace.path('results', 'art.png') } });
    await rm(workspace.path('results'), { recursive: true });
    const run = createClient().resume({ id });
    await next(run, 'progress');
    await run.finish();

    await expect(run.result).resolves.toMatchObject({ out: workspace.path('results', 'art.png') });
  });

  it('gives each of two runs to one file its picture', async () => {
    const runs = [createClient(), createClient()].map((client) =>
      client.run(request({ iterations: 10 }, { output: { path: workspace.path('art.png') } })),
    );
    const outcomes = await Promise.allSettled(runs.map(({ result }) => result));

    const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(failed).toHaveLength(1);
    expect(failed[0]!.reason).toMatchObject({
      code: 'output-exists',
      rescued: { path: workspace.path('art-2.png'), iterations: 10 },
    });
    expect(await checkpoints()).toEqual([]);
  });
});

describe.skipIf(process.platform === 'win32')('on the command line', { timeout: 120_000 }, () => {
  const args = ['photo.png', '--style', 'style.png', '--size', '48', '--iterations', '100000', '--json'];
  /** Sends a signal in the middle of a run, when there has been time for a checkpoint. */
  const interrupted = (signal: NodeJS.Signals) => {
    let sent = false;
    let begun: number | undefined;
    return workspace.run(args, {
      onLine: (line, child) => {
        if (sent || !line.includes('"progress"')) return;
        begun ??= performance.now();
        if (performance.now() - begun > 2500) sent = child.kill(signal);
      },
    });
  };

  it('goes on after Ctrl-C with the run that has its picture, and replaces that', async () => {
    const stopped = await interrupted('SIGINT');
    const { checkpoint, iterations } = stopped.lines.at(-1) as { checkpoint: string; iterations: number };
    expect(stopped.lines.at(-1)).toMatchObject({ event: 'done', stopped: true });
    const before = await readFile(workspace.path('photo.stylized.png'));
    const listed = await workspace.stylize(['resume', '--json']);
    expect(JSON.parse(listed.stdout)).toMatchObject([
      { id: checkpoint, iteration: iterations, stopped: true, out: workspace.path('photo.stylized.png') },
    ]);

    let asked = false;
    const resumed = await workspace.stylize(['resume', '--last', '--json'], {
      onLine: (line, child) => {
        if (!asked && line.includes('"progress"')) asked = child.kill('SIGINT');
      },
    });

    expect(resumed.code, resumed.stderr).toBe(0);
    expect(resumed.lines.at(-1)).toMatchObject({ event: 'done', out: workspace.path('photo.stylized.png') });
    expect((resumed.lines.at(-1) as { iterations: number }).iterations).toBeGreaterThan(iterations);
    expect((await readFile(workspace.path('photo.stylized.png'))).equals(before)).toBe(false);
    expect(await work()).toEqual(['work/photo.png', 'work/photo.stylized.png', 'work/style.png']);
  });

  it('leaves a run to be gone on with when it is ended from outside', async () => {
    const ended = await interrupted('SIGTERM');

    expect(ended.code).toBe(143);
    expect(ended.lines.at(-1)).toMatchObject({
      event: 'error',
      code: 'cancelled',
      hint: expect.stringMatching(/^To go on: stylize resume [0-9a-f]{8}$/) as string,
    });
    expect(await checkpoints()).toHaveLength(1);
    const { code } = await workspace.stylize(['resume', '--discard', 'all']);
    expect([code, await checkpoints()]).toEqual([0, []]);
  });
});
