import type * as z from 'zod';

import type { Contract, EventData, EventName, Params, RequestName, Result } from './contract';
import { deferred } from './deferred';
import { describeIssues, readEnvelope, type Envelope } from './envelope';
import { StylizeError } from './errors';
import type { Port } from './port';

export interface CallOptions {
  /** Aborting it rejects the caller at once with `cancelled` and asks the other side to stop. */
  readonly signal?: AbortSignal | undefined;
  /** After so many milliseconds the call is rejected with `timeout` and the other side is asked to stop. Default: never. */
  readonly timeoutMilliseconds?: number | undefined;
}

/** A request in progress. */
export interface Call<T> {
  readonly result: Promise<T>;
  /**
   * Resolves when the other side is done: it has replied, or the channel was closed. After a cancellation or a time-out
   * this is later than the rejection of `result`.
   */
  readonly ended: Promise<void>;
}

export interface ClientOptions {
  /** Receives what no caller can be told: messages that break the protocol, and errors thrown by listeners. */
  readonly onProblem?: ((problem: StylizeError) => void) | undefined;
}

/** The end of a channel that sends requests. */
export interface ChannelClient<C extends Contract> {
  request<N extends RequestName<C>>(
    name: N,
    params: Params<C, N>,
    options?: CallOptions,
  ): Promise<Result<C, N>>;
  /** Like `request`, but also tells when the other side has finished. */
  call<N extends RequestName<C>>(name: N, params: Params<C, N>, options?: CallOptions): Call<Result<C, N>>;
  /** The returned function ends the subscription. */
  on<N extends EventName<C>>(event: N, listener: (data: EventData<C, N>) => void): () => void;
  /** Rejects all pending and later requests with this error. */
  close(error: StylizeError): void;
}

interface Pending {
  readonly name: string;
  /** Calling either again has no effect. */
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: StylizeError) => void;
  readonly end: () => void;
}

/** Sends the contract's requests and receives its events. */
export function connectClient<C extends Contract>(
  contract: C,
  port: Port,
  options: ClientOptions = {},
): ChannelClient<C> {
  return new Client(contract, port, options);
}

class Client<C extends Contract> implements ChannelClient<C> {
  readonly #contract: C;
  readonly #port: Port;
  readonly #problem: (problem: StylizeError) => void;
  readonly #unsubscribe: () => void;
  /** Calls without a reply, including those that their caller has already given up. */
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Map<string, Set<(data: unknown) => void>>();
  #nextId = 0;
  #closed: StylizeError | undefined;

  constructor(contract: C, port: Port, options: ClientOptions) {
    this.#contract = contract;
    this.#port = port;
    this.#problem = options.onProblem ?? (() => undefined);
    this.#unsubscribe = port.onMessage((message) => {
      this.#receive(message);
    });
  }

  request<N extends RequestName<C>>(name: N, params: Params<C, N>, options?: CallOptions) {
    return this.call(name, params, options).result;
  }

  call<N extends RequestName<C>>(
    name: N,
    params: Params<C, N>,
    { signal, timeoutMilliseconds }: CallOptions = {},
  ): Call<Result<C, N>> {
    const refusal = this.#closed ?? (signal?.aborted === true ? cancelled() : undefined);
    if (refusal) return { result: Promise.reject(refusal), ended: Promise.resolve() };

    const id = this.#nextId++;
    const { promise: result, resolve, reject } = deferred<Result<C, N>>();
    const { promise: ended, resolve: end } = deferred<undefined>();

    let timer: ReturnType<typeof setTimeout> | undefined;
    const release = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    };
    const abandon = (error: StylizeError) => {
      release();
      this.#trySend({ kind: 'cancel', id });
      reject(error);
    };
    const onAbort = () => {
      abandon(cancelled());
    };
    signal?.addEventListener('abort', onAbort);
    if (timeoutMilliseconds !== undefined) {
      timer = setTimeout(() => {
        abandon(new StylizeError('timeout', `No answer to "${name}" within ${timeoutMilliseconds} ms.`));
      }, timeoutMilliseconds);
    }

    const pending: Pending = {
      name,
      resolve: resolve as (result: unknown) => void,
      reject,
      end: () => {
        release();
        end(undefined);
      },
    };
    this.#pending.set(id, pending);
    try {
      this.#port.send({ kind: 'request', id, name, params } satisfies Envelope);
    } catch (thrown) {
      this.#pending.delete(id);
      pending.end();
      reject(new StylizeError('protocol', `"${name}" could not be sent: ${messageOf(thrown)}`));
    }
    return { result, ended };
  }

  on<N extends EventName<C>>(event: N, listener: (data: EventData<C, N>) => void): () => void {
    // One entry for each subscription, so that the same function can be subscribed twice.
    const entry = (data: unknown) => {
      listener(data as EventData<C, N>);
    };
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(entry));
    return () => void listeners.delete(entry);
  }

  close(error: StylizeError): void {
    if (this.#closed) return;
    this.#closed = error;
    this.#unsubscribe();
    this.#listeners.clear();
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const call of pending) {
      call.end();
      call.reject(error);
    }
  }

  #receive(message: unknown): void {
    const read = readEnvelope(message);
    if (!read.ok) {
      this.#receiveMalformed(read.kind, read.id, read.why);
      return;
    }
    const { envelope } = read;
    if (envelope.kind === 'event') this.#receiveEvent(envelope.name, envelope.data);
    else if (envelope.kind === 'result')
      this.#settle(envelope.id, (call) => {
        this.#accept(call, envelope.result);
      });
    else if (envelope.kind === 'error') {
      const error = StylizeError.fromData(envelope.error);
      if (envelope.id === undefined) this.#problem(error);
      else
        this.#settle(envelope.id, (call) => {
          call.reject(error);
        });
    }
  }

  #receiveMalformed(kind: string | undefined, id: number | undefined, why: string): void {
    // Anything else may be meant for a server on the same port, which answers it.
    if (kind !== 'result' && kind !== 'error' && kind !== 'event') return;
    const error = new StylizeError('protocol', `The other side sent a malformed ${kind}: ${why}`);
    if (kind === 'event' || id === undefined) this.#problem(error);
    else
      this.#settle(id, (call) => {
        call.reject(error);
      });
  }

  #settle(id: number, settle: (call: Pending) => void): void {
    const call = this.#pending.get(id);
    if (!call) return;
    this.#pending.delete(id);
    // First, so that a caller who awaits both knows at the rejection whether the other side has finished.
    call.end();
    settle(call);
  }

  #accept(call: Pending, value: unknown): void {
    try {
      call.resolve(parse(this.#contract.requests[call.name]!.result, value));
    } catch (thrown) {
      call.reject(new StylizeError('protocol', `Invalid answer to "${call.name}": ${messageOf(thrown)}`));
    }
  }

  #receiveEvent(name: string, value: unknown): void {
    if (!Object.hasOwn(this.#contract.events, name)) {
      this.#problem(new StylizeError('protocol', `Unknown event "${name}".`));
      return;
    }
    const listeners = this.#listeners.get(name);
    if (!listeners || listeners.size === 0) return;
    let data: unknown;
    try {
      data = parse(this.#contract.events[name]!, value);
    } catch (thrown) {
      this.#problem(new StylizeError('protocol', `Invalid event "${name}": ${messageOf(thrown)}`));
      return;
    }
    for (const listener of [...listeners]) {
      try {
        listener(data);
      } catch (thrown) {
        this.#problem(StylizeError.from(thrown));
      }
    }
  }

  #trySend(envelope: Envelope): void {
    try {
      this.#port.send(envelope);
    } catch (thrown) {
      this.#problem(StylizeError.from(thrown));
    }
  }
}

function parse(schema: z.ZodType, value: unknown): unknown {
  const read = schema.safeParse(value);
  if (!read.success) throw new Error(describeIssues(read.error));
  return read.data;
}

function cancelled(): StylizeError {
  return new StylizeError('cancelled', 'Cancelled.');
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
