import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it, vi } from 'vitest';

import { runEvents, type RunEvent, type RunHandle } from '../../../src/client/run-handle';
import { FakeClock } from '../../support/client/fake-clock';
import { isAlive, reached, runRequest, useClients } from '../../support/client/fake-engine';

const { create, folder } = useClients();

function next(run: RunHandle, event: RunEvent): Promise<object> {
  return new Promise((resolve) => {
    run.on(event, resolve);
  });
}

describe('a run', () => {
  it('tells what happens and resolves with its result', async () => {
    const { client } = create();
    const run = client.run(runRequest('short'));
    const heard: string[] = [];
    for (const event of runEvents) run.on(event, () => heard.push(event));
    await expect(run.result).resolves.toMatchObject({ out: 'out.png', stopped: false });
    expect(heard).toEqual(['planned', 'preview', 'phase']);
    expect(run.state).toBe('done');
  });

  it('rejects with the error that the engine answers, and the engine lives on', async () => {
    const { client, states } = create();
    const run = client.run(runRequest('fails'));
    await expect(run.result).rejects.toMatchObject({ code: 'bad-image' });
    expect(run.state).toBe('failed');
    expect(states).not.toContain('restarting');
  });

  it('hands out previews whose ArrayBuffer is exactly their bytes', async () => {
    const { client } = create();
    const run = client.run(runRequest('long'));
    const preview = new Promise<Uint8Array>((resolve) => {
      run.on('preview', ({ png }) => {
        resolve(png);
      });
    });
    expect([...new Uint8Array((await preview).buffer)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  });

  it('hears only its own events', async () => {
    const { client } = create();
    const first = client.run(runRequest('long'));
    await next(first, 'phase');
    const heard = vi.fn();
    first.on('planned', heard);
    await client.run(runRequest('short')).result;
    expect(heard).not.toHaveBeenCalled();
  });

  it('is paused, resumed and finished; its state changes at once', async () => {
    const { client } = create();
    const run = client.run(runRequest('long'));
    const states: string[] = [];
    run.onState((state) => states.push(state));
    // Before the engine has even started.
    const paused = next(run, 'phase');
    const pausing = run.pause();
    expect(run.state).toBe('paused');
    await Promise.all([pausing, paused]);
    await run.resume();
    await run.finish();
    await expect(run.result).resolves.toMatchObject({ stopped: true });
    expect(states).toEqual(['paused', 'running', 'finishing', 'done']);
  });

  it('sends changes one at a time, the newest of each setting', async () => {
    const { client } = create();
    const run = client.run(runRequest('long'));
    await next(run, 'phase');
    const updates = [
      run.update({ 'style.weight': 1 }),
      run.update({ 'style.weight': 2, mix: [1] }),
      run.update({ 'style.weight': 3 }),
    ];
    await Promise.all(updates);
    const recorded = await client.request('recipes', {});
    expect(recorded.map(({ name }) => JSON.parse(name) as object)).toEqual([
      { 'style.weight': 1 },
      { 'style.weight': 3, mix: [1] },
    ]);
  });

  it('takes nothing any more when it is over', async () => {
    const { client } = create();
    const run = client.run(runRequest('short'));
    await run.result;
    run.cancel();
    await Promise.all([run.pause(), run.finish(), run.update({ 'style.weight': 1 })]);
    expect(run.state).toBe('done');
    await expect(client.request('recipes', {})).resolves.toEqual([]);
  });
});

describe('cancelling a run', () => {
  it('ends it at once, and the same engine serves the next run', async () => {
    const { client } = create();
    const run = client.run(runRequest('long'));
    await next(run, 'phase');
    const { pid } = client.status.engine!.process;
    run.cancel();
    expect(run.state).toBe('cancelled');
    await expect(run.result).rejects.toMatchObject({ code: 'cancelled' });
    await client.run(runRequest('short')).result;
    expect(client.status.engine!.process.pid).toBe(pid);
  });

  it('works while the engine is still starting', async () => {
    const { client } = create('silent');
    const run = client.run(runRequest('long'));
    run.cancel();
    await expect(run.result).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('whose step never returns is acknowledged within 100 ms; the engine is killed and the next run works', async () => {
    const { client, states } = create('normal', { graceMilliseconds: 300 });
    const run = client.run(runRequest('hangs'));
    await next(run, 'phase');
    const { pid, ended } = client.status.engine!.process;

    const before = performance.now();
    run.cancel();
    await expect(run.result).rejects.toMatchObject({ code: 'cancelled' });
    expect(performance.now() - before).toBeLessThan(100);
    expect(isAlive(pid!)).toBe(true);

    // Waits until the engine ends its work or is killed.
    await client.run(runRequest('short')).result;
    await ended;
    expect(isAlive(pid!)).toBe(false);
    expect(states).not.toContain('restarting');
  });

  it('gives the engine 5 s, and does not count its end as a crash', async () => {
    const clock = new FakeClock();
    const { client } = create('normal', { clock });
    for (let round = 0; round < 6; round++) {
      const run = client.run(runRequest('hangs'));
      await next(run, 'phase');
      run.cancel();
      await run.result.catch(() => undefined);
      clock.advance(4999);
      expect(client.status.state).toBe('busy');
      clock.advance(1);
      await reached(client, 'stopped');
    }
    await client.run(runRequest('short')).result;
  });
});

describe('a run whose engine dies', () => {
  it('rejects with the newest copy of its picture, and leaves no other', async () => {
    const { client } = create();
    const copy = join(folder(), 'photo.unfinished.png');
    const run = client.run(runRequest(`keeps ${copy}`));
    await next(run, 'kept');
    process.kill(client.status.engine!.process.pid!, 'SIGKILL');

    await expect(run.result).rejects.toMatchObject({
      code: 'engine-failed',
      rescued: { path: copy, width: 2, height: 2, iterations: 3 },
    });
    expect(existsSync(copy)).toBe(true);
  });

  it('leaves no copy when it is cancelled and its engine has to be killed', async () => {
    const { client } = create('normal', { graceMilliseconds: 50 });
    const copy = join(folder(), 'photo.unfinished.png');
    const run = client.run(runRequest(`keeps ${copy} hangs`));
    await next(run, 'kept');

    run.cancel();
    await expect(run.result).rejects.toMatchObject({ code: 'cancelled' });
    await client.dispose();

    expect(existsSync(copy)).toBe(false);
  });
});
