import type * as z from 'zod';

import type { Contract, EventName, ParsedParams, RequestName } from './contract';
import { describeIssues, readEnvelope, type Envelope } from './envelope';
import { StylizeError } from './errors';
import type { Port } from './port';

export interface HandlerContext {
  /** Aborted when the caller has cancelled or timed out, and when the server is closed. */
  readonly signal: AbortSignal;
}

/** A handler's answer or an event's data: validated by the receiver. */
export type Answer<C extends Contract, N extends RequestName<C>> = z.input<C['requests'][N]['result']>;
export type Announcement<C extends Contract, N extends EventName<C>> = z.input<C['events'][N]>;

/** One handler for each request. Whatever a handler throws becomes the caller's error. */
export type Handlers<C extends Contract> = {
  readonly [N in RequestName<C>]: (
    params: ParsedParams<C, N>,
    context: HandlerContext,
  ) => Answer<C, N> | Promise<Answer<C, N>>;
};

export interface ServerOptions {
  /** Receives what the caller is not told: the stack of errors that are not StylizeErrors, and replies that cannot be sent. */
  readonly onProblem?: ((problem: unknown) => void) | undefined;
}

/** The end of a channel that answers requests. */
export interface ChannelServer<C extends Contract> {
  emit<N extends EventName<C>>(event: N, data: Announcement<C, N>): void;
  /** Aborts all running handlers and ignores further messages. */
  close(): void;
}

/** Answers the contract's requests and emits its events. */
export function connectServer<C extends Contract>(
  contract: C,
  port: Port,
  handlers: Handlers<C>,
  options: ServerOptions = {},
): ChannelServer<C> {
  return new Server(contract, port, handlers, options);
}

type AnyHandler = (params: unknown, context: HandlerContext) => unknown;

class Server<C extends Contract> implements ChannelServer<C> {
  readonly #contract: C;
  readonly #port: Port;
  readonly #handlers: Handlers<C>;
  readonly #problem: (problem: unknown) => void;
  readonly #unsubscribe: () => void;
  readonly #atWork = new Map<number, AbortController>();
  #closed = false;

  constructor(contract: C, port: Port, handlers: Handlers<C>, options: ServerOptions) {
    this.#contract = contract;
    this.#port = port;
    this.#handlers = handlers;
    this.#problem = options.onProblem ?? (() => undefined);
    this.#unsubscribe = port.onMessage((message) => {
      this.#receive(message);
    });
  }

  emit<N extends EventName<C>>(event: N, data: Announcement<C, N>): void {
    if (!this.#closed) this.#trySend({ kind: 'event', name: event, data });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#unsubscribe();
    for (const controller of this.#atWork.values()) controller.abort();
    this.#atWork.clear();
  }

  #receive(message: unknown): void {
    const read = readEnvelope(message);
    if (!read.ok) {
      // Never answer an error with an error: two ends that do not understand each other would never stop.
      if (read.kind === 'result' || read.kind === 'error' || read.kind === 'event') return;
      this.#refuse(read.id, `Malformed message: ${read.why}`);
      return;
    }
    const { envelope } = read;
    if (envelope.kind === 'cancel') this.#atWork.get(envelope.id)?.abort();
    else if (envelope.kind === 'request') void this.#answer(envelope.id, envelope.name, envelope.params);
  }

  async #answer(id: number, name: string, given: unknown): Promise<void> {
    if (!Object.hasOwn(this.#contract.requests, name)) {
      this.#refuse(id, `Unknown request "${name}".`);
      return;
    }
    if (this.#atWork.has(id)) {
      this.#refuse(id, `Request ${id} is already under way.`);
      return;
    }
    const controller = new AbortController();
    this.#atWork.set(id, controller);
    const reply = await this.#handle(id, name, given, controller.signal);
    this.#atWork.delete(id);
    if (this.#closed) return;
    try {
      this.#port.send(reply);
    } catch (thrown) {
      // The result cannot be cloned, but the caller still waits for an answer.
      this.#problem(thrown);
      this.#refuse(id, `The answer to "${name}" could not be sent: ${String(thrown)}`);
    }
  }

  async #handle(id: number, name: string, given: unknown, signal: AbortSignal): Promise<Envelope> {
    try {
      const params = this.#contract.requests[name]!.params.safeParse(given);
      if (!params.success) {
        throw new StylizeError('protocol', `Invalid request "${name}": ${describeIssues(params.error)}`);
      }
      const handler = this.#handlers[name as RequestName<C>] as AnyHandler;
      return { kind: 'result', id, result: await handler(params.data, { signal }) };
    } catch (thrown) {
      return { kind: 'error', id, error: this.#errorFor(thrown, signal).toData() };
    }
  }

  #errorFor(thrown: unknown, signal: AbortSignal): StylizeError {
    if (thrown instanceof StylizeError) return thrown;
    // What `signal.throwIfAborted()` and Node's own functions throw.
    if (signal.aborted) return new StylizeError('cancelled', 'Cancelled.', { cause: thrown });
    this.#problem(thrown);
    return StylizeError.from(thrown);
  }

  #refuse(id: number | undefined, message: string): void {
    this.#trySend({
      kind: 'error',
      ...(id !== undefined && { id }),
      error: new StylizeError('protocol', message).toData(),
    });
  }

  #trySend(envelope: Envelope): void {
    try {
      this.#port.send(envelope);
    } catch (thrown) {
      this.#problem(thrown);
    }
  }
}
