import { afterEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';

import { connectClient, connectServer, type Handlers, type Port } from '../../../src/channel/channel';
import { defineContract } from '../../../src/channel/contract';
import { deferred } from '../../../src/channel/deferred';
import { StylizeError } from '../../../src/channel/errors';

const contract = defineContract({
  requests: {
    double: {
      params: z.strictObject({ value: z.number(), times: z.int().default(1) }),
      result: z.strictObject({ value: z.number() }),
    },
    wait: { params: z.strictObject({}), result: z.string() },
  },
  events: { told: z.strictObject({ pixels: z.instanceof(Float32Array) }) },
});

/** Two ports that deliver to each other at once, through a structured clone as IPC does. */
function pair(): { near: Port; far: Port; log: unknown[] } {
  const log: unknown[] = [];
  const end = () => new Set<(message: unknown) => void>();
  const [nearEnd, farEnd] = [end(), end()];
  const port = (own: typeof nearEnd, other: typeof nearEnd): Port => ({
    send: (message) => {
      const copy: unknown = structuredClone(message);
      log.push(copy);
      for (const listener of other) listener(copy);
    },
    onMessage: (listener) => {
      own.add(listener);
      return () => own.delete(listener);
    },
  });
  return { near: port(nearEnd, farEnd), far: port(farEnd, nearEnd), log };
}

const handlers: Handlers<typeof contract> = {
  double: ({ value, times }) => ({ value: value * 2 ** times }),
  wait: () => 'done',
};

function connected(some: Partial<Handlers<typeof contract>> = {}) {
  const { near, far, log } = pair();
  const problems: StylizeError[] = [];
  const client = connectClient(contract, near, { onProblem: (problem) => problems.push(problem) });
  const server = connectServer(contract, far, { ...handlers, ...some });
  return { near, far, log, client, server, problems };
}

/** A `wait` handler that never returns unless told, and the signal that it was given. */
function waiting() {
  const begun = deferred<AbortSignal>();
  const answer = deferred<string>();
  const wait = (_: object, { signal }: { signal: AbortSignal }) => {
    begun.resolve(signal);
    return answer.promise;
  };
  return { wait, begun: begun.promise, answer };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('a request', () => {
  it('is answered, with defaults filled in', async () => {
    const { client } = connected();
    await expect(client.request('double', { value: 3 })).resolves.toEqual({ value: 6 });
    await expect(client.request('double', { value: 3, times: 2 })).resolves.toEqual({ value: 12 });
  });

  it('rejects with the error that the handler threw, file and hint included', async () => {
    const thrown = new StylizeError('bad-image', 'Not a picture.', {
      file: 'a.png',
      hint: 'Choose another.',
    });
    const { client } = connected({
      wait: () => {
        throw thrown;
      },
    });
    const error = await client.request('wait', {}).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(StylizeError);
    expect((error as StylizeError).toData()).toEqual(thrown.toData());
  });

  it('rejects with `internal` when the handler throws anything else', async () => {
    const { client } = connected({ wait: () => Promise.reject(new TypeError('x is undefined')) });
    await expect(client.request('wait', {})).rejects.toMatchObject({
      code: 'internal',
      message: 'x is undefined',
    });
  });

  it('with invalid parameters rejects with `protocol` and the reason', async () => {
    const { client } = connected();
    const request = client.request('double', { value: 'three' as unknown as number });
    await expect(request).rejects.toThrow(/^Invalid request "double": value/);
    await expect(request).rejects.toMatchObject({ code: 'protocol' });
  });

  it('with an invalid answer rejects with `protocol`', async () => {
    const { client } = connected({ wait: () => 7 as unknown as string });
    await expect(client.request('wait', {})).rejects.toMatchObject({ code: 'protocol' });
  });

  it.each(['nonsense', 'toString', '__proto__'])('named "%s", which is unknown, rejects', async (name) => {
    const { client } = connected();
    await expect(client.request(name as 'wait', {})).rejects.toMatchObject({ code: 'protocol' });
  });

  it('that cannot be cloned rejects, and an answer that cannot be cloned too', async () => {
    const { client } = connected({ wait: () => (() => 1) as unknown as string });
    const params = { value: (() => 1) as unknown as number };
    await expect(client.request('double', params)).rejects.toMatchObject({ code: 'protocol' });
    await expect(client.request('wait', {})).rejects.toMatchObject({ code: 'protocol' });
  });
});

describe('cancellation', () => {
  it('rejects the caller at once, aborts the handler, and tells when the handler has ended', async () => {
    const { wait, begun, answer } = waiting();
    const { client } = connected({ wait });
    const abort = new AbortController();
    const call = client.call('wait', {}, { signal: abort.signal });
    const signal = await begun;
    const ended = vi.fn();
    void call.ended.then(ended);

    abort.abort();

    await expect(call.result).rejects.toMatchObject({ code: 'cancelled' });
    expect(signal.aborted).toBe(true);
    expect(ended).not.toHaveBeenCalled();
    answer.resolve('late');
    await call.ended;
  });

  it('is what the server answers when an aborted handler throws something of its own', async () => {
    const { near, far, log } = pair();
    connectServer(contract, far, {
      ...handlers,
      wait: (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(new Error('aborted inside'));
          });
        }),
    });
    near.send({ kind: 'request', id: 0, name: 'wait', params: {} });
    near.send({ kind: 'cancel', id: 0 });
    await vi.waitFor(() => {
      expect(log.at(-1)).toMatchObject({ kind: 'error', id: 0, error: { code: 'cancelled' } });
    });
  });

  it('before the request sends nothing', async () => {
    const { client, log } = connected();
    const call = client.call('wait', {}, { signal: AbortSignal.abort() });
    await expect(call.result).rejects.toMatchObject({ code: 'cancelled' });
    await call.ended;
    expect(log).toEqual([]);
  });

  it('after the answer sends nothing', async () => {
    const { client, log } = connected();
    const abort = new AbortController();
    await client.request('wait', {}, { signal: abort.signal });
    abort.abort();
    expect(log).toHaveLength(2);
  });
});

describe('a time-out', () => {
  it('rejects the caller with `timeout` and aborts the handler', async () => {
    vi.useFakeTimers();
    const { wait, begun } = waiting();
    const { client } = connected({ wait });
    const request = client.request('wait', {}, { timeoutMilliseconds: 50 });
    const signal = await begun;
    vi.advanceTimersByTime(50);
    await expect(request).rejects.toMatchObject({ code: 'timeout' });
    expect(signal.aborted).toBe(true);
  });

  it('leaves no timer behind after an answer', async () => {
    vi.useFakeTimers();
    const { client } = connected();
    await client.request('wait', {}, { timeoutMilliseconds: 50 });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('events', () => {
  it('carry typed arrays to every listener until it unsubscribes', () => {
    const { client, server } = connected();
    const heard: Float32Array[] = [];
    const stop = client.on('told', ({ pixels }) => heard.push(pixels));
    server.emit('told', { pixels: Float32Array.of(1, 2) });
    stop();
    server.emit('told', { pixels: Float32Array.of(3) });
    expect(heard).toEqual([Float32Array.of(1, 2)]);
  });

  it('that are invalid, unknown or throw in a listener are reported and stop nothing', () => {
    const { client, server, far, problems } = connected();
    const heard = vi.fn();
    client.on('told', () => {
      throw new Error('listener failed');
    });
    client.on('told', heard);
    far.send({ kind: 'event', name: 'told', data: { pixels: [1] } });
    far.send({ kind: 'event', name: 'untold', data: {} });
    server.emit('told', { pixels: Float32Array.of(1) });
    expect(heard).toHaveBeenCalledOnce();
    expect(problems.map((problem) => problem.code)).toEqual(['protocol', 'protocol', 'internal']);
  });
});

describe('a malformed message', () => {
  it.each([
    undefined,
    'text',
    { kind: 'hug', id: 1 },
    { kind: 'request', name: 'wait' },
    { kind: 'request', id: -1, name: 7 },
  ])('%j to the server is answered with a `protocol` error', (message) => {
    const { near, log } = connected();
    near.send(message);
    expect(log.at(-1)).toMatchObject({ kind: 'error', error: { code: 'protocol' } });
  });

  it('that is a reply rejects the request that it answers', async () => {
    const { near, far } = pair();
    const client = connectClient(contract, near);
    const request = client.request('wait', {});
    far.send({ kind: 'error', id: 0, error: 'text' });
    await expect(request).rejects.toMatchObject({ code: 'protocol' });
  });

  it('is never answered when it is an answer itself', () => {
    const { near, log } = connected();
    near.send({ kind: 'error', error: { code: 'of the future' } });
    expect(log).toHaveLength(1);
  });
});

describe('closing', () => {
  it('the client rejects everything pending and everything later, and ends the calls', async () => {
    const { wait } = waiting();
    const { client } = connected({ wait });
    const call = client.call('wait', {});
    const error = new StylizeError('engine-failed', 'The engine died.');
    client.close(error);
    client.close(new StylizeError('internal', 'closed twice'));
    await expect(call.result).rejects.toBe(error);
    await call.ended;
    await expect(client.request('wait', {})).rejects.toBe(error);
  });

  it('the server aborts what is at work and sends nothing more', async () => {
    const { wait, begun, answer } = waiting();
    const { client, server, log } = connected({ wait });
    void client.request('wait', {}).catch(() => undefined);
    const signal = await begun;
    server.close();
    answer.resolve('late');
    await answer.promise;
    server.emit('told', { pixels: new Float32Array(1) });
    expect(signal.aborted).toBe(true);
    expect(log).toHaveLength(1);
  });
});

it('serves one contract in each direction over one pair of ports', async () => {
  const { near, far } = pair();
  const clients = [near, far].map((port) => connectClient(contract, port));
  connectServer(contract, near, { ...handlers, wait: () => 'near' });
  connectServer(contract, far, { ...handlers, wait: () => 'far' });
  const answers = await Promise.all(clients.map((client) => client.request('wait', {})));
  expect(answers).toEqual(['far', 'near']);
});
