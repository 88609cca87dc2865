/**
 * The real engine, whose ONNX Runtime finds no memory for a step of a picture that is too wide, and says so as it does:
 *
 *   node out-of-memory.mjs BUNDLE WIDTH STEP
 *
 * The STEPth evaluation at WIDTH pixels or more fails, and all that follow.
 */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import threads from 'node:worker_threads';

const [bundle, ...limits] = process.argv.slice(2);
const runtime = fileURLToPath(new URL('out-of-memory-runtime.cjs', import.meta.url));

// The engine's sessions run in a thread, which inherits the environment.
process.env.OUT_OF_MEMORY = limits.join(' ');
threads.Worker = class extends threads.Worker {
  constructor(program, options) {
    super(program, { ...options, execArgv: ['--require', runtime] });
  }
};

createRequire(bundle)(bundle);
