/** Loads ONNX Runtime into this thread. */
export async function loadRuntime(): Promise<typeof import('onnxruntime-node')> {
  // Without it the runtime reports its use to its maker. It is read when the library is loaded.
  process.env['ORT_DISABLE_TELEMETRY'] = '1';
  const runtime = await import('onnxruntime-node');
  // Whatever it would print is also thrown; a device that is not there is no error worth a line in the log.
  runtime.env.logLevel = 'fatal';
  return runtime;
}
