import { StylizeError } from '../../channel/errors';

/**
 * What a backend's library throws, in words for a person; the library's own are the error's cause.
 *
 * @param what the rest of a sentence that begins with "The computation": `failed in a step`
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
  // "Failed to allocate memory for requested buffer of size 16777216", as ONNX Runtime says it.
  const bytes = Number(/(?:buffer of size|requested)[ :]+(\d+)/i.exec(messageOf(thrown))?.[1]);
  const wanted = bytes > 0 ? `: there were no ${(bytes / 1e6).toFixed(0)} MB left for the next buffer` : '';
  return new StylizeError('out-of-memory', `The computation ${what}, because memory ran out${wanted}.`, {
    hint: 'Choose a smaller size.',
    cause: thrown,
  });
}

const messageOf = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown));

/**
 * ONNX Runtime's words without the places in its source code where they stand, the conditions that failed there, and the
 * names of the graph's nodes.
 */
function withoutSource(message: string): string {
  return message
    .replace(/^\/\S+\.\w+:\d+ .*?(?: was false\. |\[ONNXRuntimeError\] : \d+ : \w+ : )/s, '')
    .replace(/Non-zero status code returned while running \w+ node\. Name:'[^']*' Status Message: /, '')
    .replace(/(?:[A-Z]:)?[\\/][^\s:]*\.(?:cc|cpp|h|cu):\d+ (?:[^\n]*?\) )?/g, '')
    .trim();
}
