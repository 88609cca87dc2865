/** Loaded into a thread before its program: see out-of-memory.mjs. */
const { InferenceSession } = require('onnxruntime-node');

const [width, step] = process.env.OUT_OF_MEMORY.split(' ').map(Number);
const create = InferenceSession.create.bind(InferenceSession);

InferenceSession.create = async (...options) => {
  const session = await create(...options);
  // An encoder of targets has no factors.
  if (!session.inputNames.includes('tv factor')) return session;
  const run = session.run.bind(session);
  let steps = 0;
  session.run = (feeds, ...others) => {
    if (feeds.image.dims[3] < width || ++steps < step) return run(feeds, ...others);
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
