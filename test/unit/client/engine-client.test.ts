import { describe, expect, it } from 'vitest';

import { StylizeError } from '../../../src/channel/errors';
import { FakeClock } from '../../support/client/fake-clock';
import { isAlive, reached, runRequest, useClients } from '../../support/client/fake-engine';

const { create } = useClients();

/** The next event of a run. */
function next<T>(subscribe: (listener: (data: T) => void) => unknown): Promise<T> {
  return new Promise((resolve) => {
    subscribe(resolve);
  });
}

describe('an engine client', () => {
  it('starts the engine at the first request, and only then', async () => {
    const { client, states } = create();
    expect(client.status.state).toBe('stopped');
    const [devices] = await Promise.all([client.request('devices', {}), client.request('networks', {})]);
    await reached(client, 'ready');
    expect(devices).toEqual([]);
    expect(states).toEqual(['starting', 'ready', 'busy', 'ready']);
    expect(client.status.engine).toMatchObject({
      version: '0.0.0',
      runtimeName: `node ${process.versions.node}`,
    });
  });

  it('drains megabytes of output and keeps the last lines', async () => {
    const { client } = create('chatty');
    await client.request('devices', {});
    const { process } = client.status.engine!;
    await client.stop();
    expect(process.lines).toHaveLength(50);
    expect(process.lines.at(-1)).toMatch(/^39999 x{100}$/);
  });

  it('ends the engine on request, and the next request starts another', async () => {
    const { client, states } = create();
    await client.request('devices', {});
    const { pid } = client.status.engine!.process;
    await client.stop();
    expect(isAlive(pid!)).toBe(false);
    expect(client.status.state).toBe('stopped');
    await client.request('devices', {});
    expect(client.status.engine!.process.pid).not.toBe(pid);
    expect(states).not.toContain('restarting');
  });

  it('kills within 5 s an engine that ignores both the request to end and SIGTERM', async () => {
    const { client } = create('stubborn');
    await client.request('devices', {});
    const { pid } = client.status.engine!.process;
    const before = performance.now();
    await client.dispose();
    expect(performance.now() - before).toBeLessThan(5000);
    expect(isAlive(pid!)).toBe(false);
  });

  it('ends an engine that has nothing to do, but not one that works', async () => {
    const clock = new FakeClock();
    const { client } = create('normal', { clock, idleMilliseconds: 1000 });
    const run = client.run(runRequest('long'));
    await next((listener) => run.on('phase', listener));
    const { pid, ended } = client.status.engine!.process;
    clock.advance(5000);
    expect(client.status.state).toBe('busy');
    await run.finish();
    await run.result;
    await reached(client, 'ready');
    clock.advance(999);
    expect(client.status.state).toBe('ready');
    clock.advance(1);
    expect(client.status.state).toBe('stopped');
    await ended;
    expect(isAlive(pid!)).toBe(false);
  });

  it('rejects what is pending, and everything later, when it is disposed', async () => {
    const { client } = create();
    const run = client.run(runRequest('long'));
    await next((listener) => run.on('phase', listener));
    await client.dispose();
    await client.dispose();
    await expect(run.result).rejects.toBeInstanceOf(StylizeError);
    await expect(client.request('devices', {})).rejects.toMatchObject({ code: 'engine-failed' });
  });

  it('that is disposed while the engine is starting leaves no process', async () => {
    const { client, log } = create('silent');
    const request = client.request('devices', {});
    const refused = expect(request).rejects.toMatchObject({ code: 'cancelled' });
    await expect.poll(() => log.entries.length).toBe(1);
    await client.dispose();
    await refused;
    expect(log.entries.at(-1)!.line).toContain('has ended');
  });

  it('cancels a request whose signal is aborted while the engine is starting', async () => {
    const { client } = create('silent');
    const abort = new AbortController();
    const request = client.request('devices', {}, { signal: abort.signal });
    abort.abort();
    await expect(request).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('after a crash', () => {
  it('by kill -9 in the middle of a run, the run fails with a clear error and the next one works', async () => {
    const { client, states } = create();
    const run = client.run(runRequest('long'));
    await next((listener) => run.on('phase', listener));
    process.kill(client.status.engine!.process.pid!, 'SIGKILL');
    await expect(run.result).rejects.toMatchObject({
      code: 'engine-failed',
      message: expect.stringMatching(/stopped unexpectedly/) as string,
    });
    expect(client.status.state).toBe('restarting');
    await expect(client.run(runRequest('short')).result).resolves.toMatchObject({ out: 'out.png' });
    expect(states.slice(0, 6)).toEqual(['starting', 'ready', 'busy', 'restarting', 'ready', 'busy']);
  });

  it('the error repeats what the engine printed last', async () => {
    const { client } = create();
    const error = await client.run(runRequest('crashes')).result.catch((thrown: unknown) => thrown);
    expect((error as StylizeError).hint).toContain('the device was lost');
  });

  it('the engine is restarted by itself, later each time, and given up after five crashes', async () => {
    const clock = new FakeClock();
    const { client } = create('crashes-when-asked', { clock });
    for (const delay of [250, 500, 1000, 2000]) {
      await client.request('networks', {});
      await reached(client, 'restarting');
      clock.advance(delay - 1);
      expect(client.status.state).toBe('restarting');
      clock.advance(1);
      await reached(client, 'ready');
    }
    await client.request('networks', {});
    const { error } = await reached(client, 'failed');
    expect(error).toMatchObject({ code: 'engine-failed' });
    expect(error!.message).toContain('exit code 7');
    await expect(client.request('devices', {})).rejects.toBe(error);

    await client.restart();
    await expect(client.request('devices', {})).resolves.toEqual([]);
  });
});
