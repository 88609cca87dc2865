import { StylizeError } from '../../protocol/errors';

/**
 * What a backend's library throws, in words for a person.
 *
 * @param what the rest of a sentence that begins with "The computation": `failed in a step`
 */
export function computationError(thrown: unknown, what: string): StylizeError {
  const message = withoutSource(thrown instanceof Error ? thrown.message : String(thrown));
  if (/alloc|out of memory|OOM|device.?lost/i.test(message)) {
    return new StylizeError('out-of-memory', `The computation ${what}: memory ran out (${message})`, {
      hint: 'Choose a smaller size, or the embedded network.',
      cause: thrown,
    });
  }
  return new StylizeError('device-unavailable', `The computation ${what}: ${message}`, {
    hint: 'Choose another device: "stylize devices" lists them.',
    cause: thrown,
  });
}

/** ONNX Runtime's words without the place in its source code where they stand and the condition that failed there. */
function withoutSource(message: string): string {
  return message
    .replace(/^\/\S+\.\w+:\d+ .*?(?: was false\. |\[ONNXRuntimeError\] : \d+ : \w+ : )/s, '')
    .trim();
}
