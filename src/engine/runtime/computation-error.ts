import { StylizeError } from '../../channel/errors';

/**
 * An error of a backend's library, in words for a person. The original error is its cause.
 *
 * @param what completes a sentence that begins with "The computation": `failed in a step`
 */
export function computationError(thrown: unknown, what: string): StylizeError {
  const message = messageOf(thrown);
  if (/alloc|out of memory|OOM|device.?lost/i.test(message)) return outOfMemory(what, thrown);
  return new StylizeError('device-unavailable', `The computation ${what}: ${withoutSource(message)}`, {
    hint: 'Choose another device: "stylize devices" lists them.',
    cause: thrown,
  });
}

/** @param what as in `computationError` */
export function outOfMemory(what: string, thrown: unknown): StylizeError {
  // ONNX Runtime's message is "Failed to allocate memory for requested buffer of size 16777216".
  const bytes = Number(/(?:buffer of size|requested)[ :]+(\d+)/i.exec(messageOf(thrown))?.[1]);
  const wanted = bytes > 0 ? `: there were no ${(bytes / 1e6).toFixed(0)} MB left for the next buffer` : '';
  return new StylizeError('out-of-memory', `The computation ${what}, because memory ran out${wanted}.`, {
    hint: 'Choose a smaller size.',
    cause: thrown,
  });
}

const messageOf = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown));

/**
 * ONNX Runtime's message without source locations, failed conditions and names of the graph's nodes, none of which
 * mean anything to a person.
 */
function withoutSource(message: string): string {
  return message
    .replace(/^\/\S+\.\w+:\d+ .*?(?: was false\. |\[ONNXRuntimeError\] : \d+ : \w+ : )/s, '')
    .replace(/Non-zero status code returned while running \w+ node\. Name:'[^']*' Status Message: /, '')
    .replace(/(?:[A-Z]:)?[\\/][^\s:]*\.(?:cc|cpp|h|cu):\d+ (?:[^\n]*?\) )?/g, '')
    .trim();
}
