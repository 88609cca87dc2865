/**
 * The real engine, whose ONNX Runtime finds no memory for a step of a picture that is too wide, and says so as it does:
 *
 *   node out-of-memory.mjs BUNDLE WIDTH STEP
 *
 * The STEPth evaluation at WIDTH pixels or more fails, and all that follow.
 */
import { createRequire } from 'node:module';

const [bundle, width, step] = process.argv.slice(2);
const require = createRequire(bundle);
const { InferenceSession } = require('onnxruntime-node');

const create = InferenceSession.create.bind(InferenceSession);
InferenceSession.create = async (...options) => {
  const session = await create(...options);
  // An encoder of targets has no factors.
  if (!session.inputNames.includes('tv factor')) return session;
  const run = session.run.bind(session);
  let steps = 0;
  session.run = (feeds, ...others) => {
    if (feeds.image.dims[3] < Number(width) || ++steps < Number(step)) return run(feeds, ...others);
    return Promise.reject(
      new Error(
        "Non-zero status code returned while running Conv node. Name:'conv1_1' Status Message: " +
          '/onnxruntime_src/onnxruntime/core/framework/bfc_arena.cc:376 void* onnxruntime::BFCArena::' +
          'AllocateRawInternal(size_t, bool, onnxruntime::Stream*) Failed to allocate memory for requested buffer of size 16777216',
      ),
    );
  };
  return session;
};

require(bundle);
