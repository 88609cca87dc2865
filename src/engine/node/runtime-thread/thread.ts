import { MessageChannel, Worker } from 'node:worker_threads';

import { transfer, wrap, type Remote } from 'comlink';
import type { InferenceSession, Tensor } from 'onnxruntime-node';

import type { OnnxRuntime, OnnxSession } from '../../runtime/onnx/runtime';

/** A tensor of float32 between the threads: its buffer changes hands. */
export interface SentTensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

export type SentTensors = Readonly<Record<string, SentTensor>>;

/** What the thread does, one request after the other. */
export interface SessionThread {
  /** Resolves when the runtime is loaded. */
  load(): Promise<void>;
  /** @returns the session's number */
  create(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<number>;
  /** Gives the buffers of the feeds back, and the outputs: in the buffers for them, if there are any. */
  run(
    session: number,
    feeds: SentTensors,
    fetches: SentTensors | undefined,
  ): Promise<{ readonly feeds: SentTensors; readonly outputs: SentTensors }>;
  release(session: number): Promise<void>;
}

export interface RuntimeThread {
  /** The runtime, whose sessions on the processor run in the thread. */
  readonly runtime: OnnxRuntime;
  /** Whether it computes anything, wanted or not. */
  readonly isBusy: () => boolean;
}

/**
 * ONNX Runtime runs a session synchronously, and nothing ends it: a step of a large picture takes many seconds. In a thread
 * of its own it does not keep the engine from answering. Whoever has given a run up need not wait for its end: what is asked
 * of the thread later is done after it.
 *
 * Sessions on graphics cards run here: their steps are short, and their tensors belong to the thread that made them.
 *
 * @param program the bundle of `worker.ts`
 * @param local the runtime of this thread
 * @throws Error when the runtime cannot be loaded in a thread
 */
export async function startRuntimeThread(program: string, local: OnnxRuntime): Promise<RuntimeThread> {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(program, { workerData: port2, transferList: [port2] });
  // Nobody waits for what is still computed when all else is over.
  worker.unref();
  const thread = wrap<SessionThread>(port1);
  port1.unref();
  await new Promise((resolve, reject) => {
    worker.once('error', reject);
    thread.load().then(resolve, reject);
  });
  // From now on this ends the process, as a crash of the runtime does.
  worker.removeAllListeners('error');
  let requests = 0;
  const ask: Ask = async (request) => {
    requests++;
    try {
      return await request(thread);
    } finally {
      requests--;
    }
  };
  return { runtime: new ThreadedRuntime(local, ask), isBusy: () => requests > 0 };
}

type Ask = <Result>(request: (thread: Remote<SessionThread>) => Promise<Result>) => Promise<Result>;

class ThreadedRuntime implements OnnxRuntime {
  readonly Tensor: OnnxRuntime['Tensor'];
  readonly InferenceSession: OnnxRuntime['InferenceSession'];
  readonly #local: OnnxRuntime;

  constructor(local: OnnxRuntime, ask: Ask) {
    this.#local = local;
    this.Tensor = local.Tensor;
    this.InferenceSession = {
      create: async (model, options) => {
        const { executionProviders = [], externalData = [] } = options;
        if (executionProviders.some((provider) => provider !== 'cpu'))
          return local.InferenceSession.create(model, options);
        const parameters = externalData.flatMap((file) =>
          typeof file === 'object' && file.data instanceof Uint8Array ? [file.data.buffer] : [],
        );
        const session = await ask((thread) => thread.create(model, transfer(options, parameters)));
        return new ThreadedSession(session, ask, local.Tensor);
      },
    };
  }

  listSupportedBackends(): ReturnType<OnnxRuntime['listSupportedBackends']> {
    return this.#local.listSupportedBackends();
  }
}

/** A session in the thread. The buffers of its tensors are made once, and travel there and back. */
class ThreadedSession implements OnnxSession {
  readonly #session: number;
  readonly #ask: Ask;
  readonly #Tensor: OnnxRuntime['Tensor'];
  /** By the tensors' names. */
  readonly #buffers = new Map<string, Float32Array>();
  /** The last run: the buffers are away until it is done. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(session: number, ask: Ask, tensor: OnnxRuntime['Tensor']) {
    this.#session = session;
    this.#ask = ask;
    this.#Tensor = tensor;
  }

  run(feeds: Tensors, fetches?: Tensors): Promise<Tensors> {
    const run = this.#last.then(() => this.#run(feeds, fetches));
    this.#last = run.catch(() => undefined);
    return run;
  }

  /** Does not wait for runs that nobody waits for. */
  release(): Promise<void> {
    this.#buffers.clear();
    void this.#last.then(() => this.#ask((thread) => thread.release(this.#session))).catch(console.error);
    return Promise.resolve();
  }

  async #run(feeds: Tensors, fetches: Tensors | undefined): Promise<Tensors> {
    const sentFeeds = this.#sent(feeds, true);
    const sentFetches = fetches && this.#sent(fetches, false);
    const buffers = [sentFeeds, sentFetches ?? {}].flatMap((tensors) =>
      Object.values(tensors).map(({ data }) => data.buffer),
    );
    const done = await this.#ask((thread) =>
      thread.run(this.#session, transfer(sentFeeds, buffers), sentFetches),
    );
    for (const [name, { data }] of Object.entries(done.feeds)) this.#buffers.set(name, data);
    if (!fetches) {
      return Object.fromEntries(
        Object.entries(done.outputs).map(([name, { data, dims }]) => [
          name,
          new this.#Tensor('float32', data, dims),
        ]),
      );
    }
    for (const [name, { data }] of Object.entries(done.outputs)) {
      (fetches[name]!.data as Float32Array).set(data);
      this.#buffers.set(name, data);
    }
    return fetches;
  }

  #sent(tensors: Tensors, withNumbers: boolean): SentTensors {
    return Object.fromEntries(
      Object.entries(tensors).map(([name, { data, dims }]) => {
        const numbers = data as Float32Array;
        const kept = this.#buffers.get(name);
        this.#buffers.delete(name);
        const buffer = kept?.length === numbers.length ? kept : new Float32Array(numbers.length);
        if (withNumbers) buffer.set(numbers);
        return [name, { data: buffer, dims }];
      }),
    );
  }
}

type Tensors = Readonly<Record<string, Tensor>>;
