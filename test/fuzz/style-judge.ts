import { parentPort } from 'node:worker_threads';

import { StylizeError } from '../../src/channel/errors';
import { checkedModel } from '../../src/engine/network/styles/onnx/check';
import { given, measuring } from '../../src/engine/network/styles/onnx/variants';
import { readForeignStyle } from '../../src/engine/node/weights/read-style';
import type { Verdict } from './campaign';
import '../support/platform';

/** The thread of a campaign: reads the fast styles that it is sent, one after the other. */
parentPort?.on('message', (path: string) => {
  void judge(path).then((verdict) => {
    parentPort?.postMessage(verdict);
  });
});

async function judge(path: string): Promise<Verdict> {
  try {
    const { style } = await readForeignStyle(path);
    if (style.kind === 'onnx') {
      const checked = checkedModel(path, style.model);
      return given(checked).length > 0 && measuring(checked).length > 0
        ? 'accepted'
        : { flaw: 'the model has no variants' };
    }
    const all = [...style.network.parameters.values()].flatMap(({ kernel, offset }) => [kernel, offset]);
    const isFinite = all.every((numbers) => numbers.every(Number.isFinite));
    return isFinite ? 'accepted' : { flaw: 'a weight is not a number' };
  } catch (error) {
    const isOurs = error instanceof StylizeError && error.code === 'bad-weights' && error.file === path;
    return isOurs
      ? 'refused'
      : { flaw: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
