import { workerData, type MessagePort } from 'node:worker_threads';

import { expose, transfer } from 'comlink';
import type { InferenceSession } from 'onnxruntime-node';

import { loadRuntime } from '../load-runtime';
import type { SentTensors, SessionThread } from './thread';

/** The thread of `startRuntimeThread`. */
const sessions = new Map<number, InferenceSession>();
let created = 0;
/** The request that came last. */
let last: Promise<unknown> = Promise.resolve();

/** Does one request after the other: the runtime postpones a run, but not a release. */
function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const result = last.then(work);
  last = result.catch(() => undefined);
  return result;
}

function session(number: number): InferenceSession {
  const found = sessions.get(number);
  if (!found) throw new Error('there is no such session');
  return found;
}

const thread: SessionThread = {
  load: () =>
    inTurn(async () => {
      await loadRuntime();
    }),
  create: (model, options) =>
    inTurn(async () => {
      const { InferenceSession } = await loadRuntime();
      sessions.set(++created, await InferenceSession.create(model, options));
      return created;
    }),
  run: (number, feeds, fetches) =>
    inTurn(async () => {
      const { Tensor } = await loadRuntime();
      const tensors = (sent: SentTensors) =>
        Object.fromEntries(
          Object.entries(sent).map(([name, { data, dims }]) => [name, new Tensor('float32', data, dims)]),
        );
      const given = tensors(feeds);
      const results = await (fetches
        ? session(number).run(given, tensors(fetches))
        : session(number).run(given));
      const outputs: SentTensors =
        fetches ??
        Object.fromEntries(
          Object.entries(results).map(([name, { data, dims }]) => [
            name,
            // The runtime's own memory cannot travel.
            { data: (data as Float32Array).slice(), dims },
          ]),
        );
      const all = [feeds, outputs].flatMap((sent) => Object.values(sent).map(({ data }) => data.buffer));
      return transfer({ feeds, outputs }, all);
    }),
  release: (number) =>
    inTurn(async () => {
      await session(number).release();
      sessions.delete(number);
    }),
};

expose(thread, workerData as MessagePort);
