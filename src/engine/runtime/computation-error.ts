import { StylizeError } from '../../channel/errors';
import * as l10n from '../../channel/l10n';

/**
 * An error of a backend's library, in words for a person. The original error is its cause.
 *
 * @param what completes a sentence that begins with "The computation": `failed in a step`
 */
export function computationError(thrown: unknown, what: l10n.Words): StylizeError {
  const message = messageOf(thrown);
  if (/alloc|out of memory|OOM|device.?lost/i.test(message)) return outOfMemory(what, thrown);
  return new StylizeError('device-unavailable', l10n.t`The computation ${what}: ${withoutSource(message)}`, {
    hint: l10n.t`Choose another device: "stylize devices" lists them.`,
    cause: thrown,
  });
}

/** @param what as in `computationError` */
export function outOfMemory(what: l10n.Words, thrown: unknown): StylizeError {
  // ONNX Runtime's message is "Failed to allocate memory for requested buffer of size 16777216".
  const bytes = Number(/(?:buffer of size|requested)[ :]+(\d+)/i.exec(messageOf(thrown))?.[1]);
  return new StylizeError(
    'out-of-memory',
    bytes > 0
      ? l10n.t`The computation ${what}, because memory ran out: there were no ${(bytes / 1e6).toFixed(0)} MB left for the next buffer.`
      : l10n.t`The computation ${what}, because memory ran out.`,
    {
      hint: l10n.t`Choose a smaller size.`,
      cause: thrown,
    },
  );
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
