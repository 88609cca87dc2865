import { type ErrorCode, StylizeError } from '../../../channel/errors';
import type { Address } from './address';

const wayOut =
  'Import a file that you have: `stylize weights import FILE` or the command "Stylize: Import Network Weights…".';

/** There is no way to the host: nothing is gained by trying again at once. */
const unreachable = new Map([
  ['ENOTFOUND', 'its name is not known'],
  ['EAI_AGAIN', 'its name cannot be looked up'],
  ['ENETUNREACH', 'the network is unreachable'],
  ['ENETDOWN', 'the network is down'],
  ['EHOSTUNREACH', 'there is no route to it'],
  ['EADDRNOTAVAIL', 'there is no network'],
  ['ECONNREFUSED', 'the connection is refused'],
  ['UND_ERR_CONNECT_TIMEOUT', 'it does not answer'],
]);

/** The host's certificate is not one that Node trusts. */
const untrusted = /^(?:CERT_|ERR_TLS_|UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED)/;

/** The server's answer was no file: 404, `Not Found`. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly statusText: string,
  ) {
    super(`${status} ${statusText}`);
  }
}

/** What ended an attempt, in words; `final` when another attempt would end in the same way. */
export interface Interruption {
  readonly error: StylizeError;
  readonly final: boolean;
}

/** The failure of a request or of the body that it was answered with. */
export function interruption({ host }: Address, thrown: unknown): Interruption {
  if (thrown instanceof StylizeError) return { error: thrown, final: true };
  if (thrown instanceof Refusal) {
    const { status, message } = thrown;
    const mayChange = status >= 500 || status === 408 || status === 429;
    const hint = mayChange ? tryAgain : wayOut;
    return { error: downloadFailure(`${host} answers ${message.trim()}.`, hint, thrown), final: !mayChange };
  }
  const cause = innermost(thrown);
  const code = codeOf(cause);
  const reason = unreachable.get(code);
  if (reason !== undefined) {
    const message = `There is no connection to ${host}: ${reason}.`;
    return {
      error: failure(
        'offline',
        message,
        `Check the connection, and the proxy where there is one. ${wayOut}`,
        thrown,
      ),
      final: true,
    };
  }
  if (untrusted.test(code)) {
    const hint = `Where a proxy signs in its place, set NODE_EXTRA_CA_CERTS to its certificate. ${wayOut}`;
    return {
      error: downloadFailure(`The certificate of ${host} is not trusted (${code}).`, hint, thrown),
      final: true,
    };
  }
  const proxy = /^Proxy response \((\d+)\)/.exec(cause.message)?.[1];
  if (proxy !== undefined) {
    const why = proxy === '407' ? 'wants a name and a password' : `answers ${proxy}`;
    const hint = `Check the setting http.proxy or HTTPS_PROXY. ${wayOut}`;
    return { error: downloadFailure(`The proxy ${why}.`, hint, thrown), final: true };
  }
  const stalled = /^UND_ERR_(?:BODY|HEADERS)_TIMEOUT$/.test(code);
  const what = stalled ? `${host} sends nothing any more` : `The connection to ${host} broke off`;
  const message = stalled ? `${what}.` : `${what} (${code || cause.message}).`;
  return { error: downloadFailure(message, tryAgain, thrown), final: false };
}

/** What is there already is kept, and a next attempt goes on from it. */
const tryAgain = `Try again: the download goes on where it stopped. ${wayOut}`;

export function downloadFailure(message: string, hint = wayOut, cause?: unknown): StylizeError {
  return failure('download-failed', message, hint, cause);
}

function failure(code: ErrorCode, message: string, hint: string, cause: unknown): StylizeError {
  return new StylizeError(code, message, { hint, cause });
}

/** `fetch failed` says nothing; its cause, or one of several, does. */
function innermost(thrown: unknown): Error {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0]);
  return error.cause instanceof Error ? innermost(error.cause) : error;
}

function codeOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : '';
}
