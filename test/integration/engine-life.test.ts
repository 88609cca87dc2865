import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';

import sharp from 'sharp';
import { beforeEach, describe, expect, it } from 'vitest';

import type { EngineClient } from '../../src/client/engine-client';
import type { RunEvent, RunEventData, RunHandle } from '../../src/client/run-handle';
import type { RunRequest } from '../../src/contracts/engine';
import { useWorkspace } from '../support/cli/workspace';
import { engineBundle, useEngineClients } from '../support/client/built-engine';
import { reached } from '../support/client/fake-engine';
import { readPixels, writeWaves } from '../support/pictures/pictures';
import { bundleProgram } from '../support/programs/bundle';
import { gone, isRunning } from '../support/system/processes';

const workspace = useWorkspace();
// What a failure leaves behind is looked at here; test/integration/resume.test.ts has what follows it.
const createClient = useEngineClients(workspace, { recoveries: 0 });

beforeEach(async () => {
  await writeWaves(workspace.path('photo.png'), 1, 60, 45);
  await writeWaves(workspace.path('style.png'), 2, 50, 70);
});

/** A run at 48 pixels; a million iterations, unless told otherwise. */
function request(changes: Partial<RunRequest> = {}): Omit<RunRequest, 'run'> {
  const { settings, ...others } = changes;
  return {
    content: workspace.path('photo.png'),
    styles: [{ path: workspace.path('style.png'), weight: 1 }],
    recipe: 'studio',
    settings: { size: 48, iterations: 1_000_000, ...settings },
    device: 'cpu',
    output: { path: workspace.path('art.png') },
    ...others,
  };
}
const short: Partial<RunRequest> = { settings: { iterations: 2 } };

/** The next event of a run; rejects when the run ends before. */
function next<E extends RunEvent>(
  run: RunHandle,
  event: E,
  isIt: (data: RunEventData<E>) => boolean = () => true,
): Promise<RunEventData<E>> {
  return new Promise((resolve, reject) => {
    const stop = run.on(event, (data) => {
      if (!isIt(data)) return;
      stop();
      resolve(data);
    });
    run.result.then(() => {
      reject(new Error(`The run ended without "${event}".`));
    }, reject);
  });
}

const pidOf = (client: EngineClient) => client.status.engine!.process.pid!;
const names = async () => (await workspace.listing()).filter((name) => name.startsWith('work/'));
const inputs = ['work/photo.png', 'work/style.png'];

describe('when the parent is killed', () => {
  it('no engine is left within 5 seconds', async () => {
    const program = workspace.path('parent.cjs');
    const env = await bundleProgram('support/programs/parent-of-engine.ts', program);
    const paths = ['photo.png', 'style.png', 'art.png'].map((name) => workspace.path(name));
    const parent = spawn(process.execPath, [program, engineBundle, workspace.home, ...paths], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const engine = Number(line.toString());
    expect(isRunning(engine)).toBe(true);

    parent.kill('SIGKILL');
    await once(parent, 'exit');

    await gone(engine, 5000);
    expect(await names()).toEqual(['work/parent.cjs', ...inputs].sort());
  });

  it('the closing of its channel ends the engine, although the parent’s pid is still there', async () => {
    const program = workspace.path('watcher.cjs');
    await bundleProgram('support/programs/watcher.ts', program);
    const watcher = fork(program, [String(process.pid)], { silent: true });
    await once(watcher.stdout!, 'data');
    const ended = once(watcher, 'exit');

    watcher.disconnect();

    expect(await ended).toEqual([null, 'SIGKILL']);
  });

  it('what watches it ends, although nothing closes its channel', async () => {
    const program = workspace.path('watcher.cjs');
    await bundleProgram('support/programs/watcher.ts', program);
    const watched = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 60000)']);
    const watcher = spawn(process.execPath, [program, String(watched.pid)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(watcher.stdout, 'data');
    const ended = once(watcher, 'exit');

    watched.kill('SIGKILL');
    const killedAt = performance.now();

    expect(await ended).toEqual([null, 'SIGKILL']);
    expect(performance.now() - killedAt).toBeLessThan(5000);
  });
});

describe('when the engine is killed', () => {
  it('its run fails with a clear error, leaves nothing, and the next run works', async () => {
    const client = createClient();
    const run = client.run(request());
    await next(run, 'progress');
    const pid = pidOf(client);

    process.kill(pid, 'SIGKILL');

    await expect(run.result).rejects.toMatchObject({
      code: 'engine-failed',
      message: expect.stringMatching(/engine stopped unexpectedly/i) as string,
      hint: expect.stringMatching(/try again/i) as string,
    });
    expect(run.state).toBe('failed');
    expect(await names()).toEqual(inputs);
    expect(await client.run(request(short)).result).toMatchObject({ iterations: 2 });
    expect(pidOf(client)).not.toBe(pid);
  });
});

describe('cancelling a run', () => {
  it('is acknowledged within 100 ms, ends it, and writes nothing', async () => {
    const client = createClient();
    const run = client.run(request());
    await next(run, 'progress');
    const pid = pidOf(client);
    const cancelledAt = performance.now();

    run.cancel();

    expect(run.state).toBe('cancelled');
    await expect(run.result).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - cancelledAt).toBeLessThan(100);
    // The next run is only sent when the engine has ended this one; killing would take the grace period of 5 s.
    const after = client.run(request({ settings: { iterations: 1 } }));
    await next(after, 'planned');
    expect(performance.now() - cancelledAt).toBeLessThan(4000);
    expect(await names()).toEqual(inputs);
    await after.result;
    expect(pidOf(client)).toBe(pid);
  });

  it('works while it is being prepared and while it is paused', async () => {
    const client = createClient();
    const early = client.run(request());
    await next(early, 'phase', ({ phase }) => phase === 'preparing');
    early.cancel();
    await expect(early.result).rejects.toMatchObject({ code: 'cancelled' });

    const paused = client.run(request());
    await next(paused, 'progress');
    void paused.pause();
    await next(paused, 'phase', ({ phase }) => phase === 'paused');
    paused.cancel();
    await expect(paused.result).rejects.toMatchObject({ code: 'cancelled' });

    await client.request('networks', {});
    expect(await names()).toEqual(inputs);
  });
});

describe('a second run', () => {
  it('is refused while one is going, which goes on', async () => {
    const client = createClient();
    const first = client.run(request());
    await next(first, 'progress');

    const second = client.run(request({ output: { path: workspace.path('second.png') } }));

    await expect(second.result).rejects.toMatchObject({
      code: 'busy',
      hint: expect.stringMatching(/\w/) as string,
    });
    await next(first, 'progress');
    await first.finish();
    await expect(first.result).resolves.toMatchObject({ stopped: true });
    expect(await names()).toEqual(['work/art.png', ...inputs]);
  });
});

describe('pausing a run', () => {
  it('stops its steps until it is resumed', async () => {
    const client = createClient();
    const run = client.run(request());
    const iterations: number[] = [];
    run.on('progress', ({ iteration }) => iterations.push(iteration));
    await next(run, 'progress');

    void run.pause();
    expect(run.state).toBe('paused');
    await next(run, 'phase', ({ phase }) => phase === 'paused');
    const atPause = [...iterations];
    // Takes the engine longer than many steps would.
    await client.request('evaluate', {
      content: workspace.path('photo.png'),
      styles: [{ path: workspace.path('style.png'), weight: 1 }],
      image: workspace.path('photo.png'),
      recipe: 'studio',
    });
    expect(iterations).toEqual(atPause);

    void run.resume();
    expect(run.state).toBe('running');
    const { iteration } = await next(run, 'progress');
    expect(iteration).toBe(atPause.at(-1)! + 1);
    run.cancel();
  });
});

describe('finishing a run', () => {
  it.each([
    ['in the middle', false],
    ['while it is paused', true],
  ])('%s saves the picture so far', async (_, paused) => {
    const run = createClient().run(request());
    await next(run, 'progress', ({ iteration }) => iteration === 3);
    if (paused) {
      void run.pause();
      await next(run, 'phase', ({ phase }) => phase === 'paused');
    }

    void run.finish();

    const result = await run.result;
    expect(result).toMatchObject({ stopped: true, out: workspace.path('art.png'), width: 48, height: 36 });
    expect(result.iterations).toBeGreaterThanOrEqual(3);
    expect(await readPixels(workspace.path('art.png'))).toMatchObject({ width: 48, height: 36 });
    expect(await names()).toEqual(['work/art.png', ...inputs]);
  });

  it('at a small scale gives a picture of the full size', async () => {
    const scales = { from: 48, factor: 2 };
    const run = createClient().run(request({ settings: { size: 96, scales } }));
    await next(run, 'progress', ({ width }) => width === 48);

    void run.finish();

    expect(await run.result).toMatchObject({ stopped: true, width: 96, height: 72 });
    expect(await readPixels(workspace.path('art.png'))).toMatchObject({ width: 96, height: 72 });
  });
});

describe('changing a run', () => {
  /** The picture stays as it is, so that only the settings change the losses. */
  const still = { 'optimizer.kind': 'adam', 'optimizer.learningRate': 1e-9 };
  const lossesOf = async (run: RunHandle) => (await next(run, 'progress')).losses;

  it('takes new weights with the following steps', async () => {
    const run = createClient().run(request({ settings: still }));
    const before = await lossesOf(run);

    await run.update({ 'style.weight': 100 });
    await run.update({ 'totalVariation.weight': 0 });
    await next(run, 'progress');
    const after = await lossesOf(run);

    expect(after.style / before.style).toBeCloseTo(100, 2);
    expect(before.tv).toBeGreaterThan(0);
    expect(after.tv).toBe(0);
    expect(after.total).toBeCloseTo(after.content + after.style, 3);
    run.cancel();
  });

  it('moves between the styles by their mix', async () => {
    await writeWaves(workspace.path('other.png'), 3, 64, 40);
    const style = { path: workspace.path('style.png'), weight: 1 };
    const other = { path: workspace.path('other.png'), weight: 1 };
    const client = createClient();
    const alone = async (path: typeof style) => {
      const run = client.run(request({ styles: [path], settings: still }));
      const losses = await lossesOf(run);
      run.cancel();
      return losses.style;
    };
    const [styleAlone, otherAlone] = [await alone(style), await alone(other)];
    expect(Math.abs(styleAlone / otherAlone - 1)).toBeGreaterThan(0.01);

    const run = client.run(request({ styles: [style, { ...other, weight: 0 }], settings: still }));
    expect((await lossesOf(run)).style / styleAlone).toBeCloseTo(1, 4);
    await run.update({ mix: [0, 1] });
    await next(run, 'progress');
    expect((await lossesOf(run)).style / otherAlone).toBeCloseTo(1, 4);
    run.cancel();
  });
});

describe('previews', () => {
  it('are PNG files in buffers of exactly their bytes, of the picture at its iteration', async () => {
    const run = createClient().run(request({ preview: { everyMilliseconds: 1 } }));
    const first = await next(run, 'preview');
    const second = await next(run, 'preview');
    run.cancel();

    expect(second.iteration).toBeGreaterThan(first.iteration);
    for (const { png, width, height } of [first, second]) {
      expect(Object.getPrototypeOf(png)).toBe(Uint8Array.prototype);
      expect(png.byteLength).toBe(png.buffer.byteLength);
      expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 48, height: 36 });
      expect({ width, height }).toEqual({ width: 48, height: 36 });
    }
    expect(Buffer.compare(first.png, second.png)).not.toBe(0);
  });

  it('are not sent unless asked for', async () => {
    const run = createClient().run(request({ settings: { iterations: 30 } }));
    let previews = 0;
    run.on('preview', () => previews++);

    await run.result;

    expect(previews).toBe(0);
  });
});

describe('an engine with nothing to do', () => {
  it('is ended, and started again when it is needed', async () => {
    const client = createClient({ idleMilliseconds: 30 });
    await client.request('networks', {});
    const { engine } = client.status;
    const { pid, ended } = engine!.process;

    await reached(client, 'stopped');

    await ended;
    expect(isRunning(pid!)).toBe(false);
    expect(await client.request('networks', {})).not.toHaveLength(0);
    expect(pidOf(client)).not.toBe(pid);
  });

  it('is not ended in the middle of a run', async () => {
    const client = createClient({ idleMilliseconds: 30 });
    const run = client.run(request({ settings: { iterations: 40 } }));
    const start = await next(run, 'progress');
    const result = await run.result;

    expect(result.iterations).toBe(40);
    expect(result.seconds - start.secondsElapsed).toBeGreaterThan(0.03);
  });

  it('is told to end by its client, which waits until it has gone', async () => {
    const client = createClient();
    await client.request('networks', {});
    const pid = pidOf(client);

    await client.dispose();

    expect(isRunning(pid)).toBe(false);
  });
});

describe.skipIf(process.platform === 'win32')('a signal to the command line', () => {
  const args = ['run', 'photo.png', '--style', 'style.png', '--size', '48', '--iterations', '1000000'];

  /** Sends it once, in the middle of the run. */
  const interrupted = (signal: NodeJS.Signals, toGroup: boolean) => {
    let sent = false;
    return workspace.stylize([...args, '--device', 'cpu', '--json'], {
      detached: toGroup,
      onLine: (line, child) => {
        if (sent || !line.includes('"progress"')) return;
        sent = true;
        process.kill(toGroup ? -child.pid! : child.pid!, signal);
      },
    });
  };

  it.each([
    ['SIGINT', false],
    ['SIGINT as a terminal sends it, to the engine too,', true],
  ])('%s saves the picture so far', async (_, toGroup) => {
    const outcome = await interrupted('SIGINT', toGroup);

    expect(outcome, outcome.stdout).toMatchObject({ code: 0 });
    expect(outcome.lines.at(-1)).toMatchObject({ event: 'done', stopped: true });
    expect(outcome.stderr).toMatch(/finishing/);
    expect(await readPixels(workspace.path('photo.stylized.png'))).toMatchObject({ width: 48, height: 36 });
    expect(await names()).toEqual(['work/photo.png', 'work/photo.stylized.png', 'work/style.png']);
  });

  it('SIGTERM ends the run, and leaves nothing beside its picture', async () => {
    const outcome = await interrupted('SIGTERM', false);

    expect(outcome, outcome.stdout).toMatchObject({ code: 143 });
    expect(outcome.lines.at(-1)).toMatchObject({ event: 'error', code: 'cancelled' });
    expect(await names()).toEqual(inputs);
  });
});
