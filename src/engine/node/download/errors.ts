import { type ErrorCode, StylizeError } from '../../../channel/errors';
import type { Address } from './address';

const importInstead =
  'You can also import a file that you have: `stylize weights import FILE` or the command "Stylize: Import Network Weights…".';

/** System errors for a host that cannot be reached. Trying again at once is useless. */
const unreachable = new Map([
  ['ENOTFOUND', 'its name is unknown'],
  ['EAI_AGAIN', 'its name cannot be looked up'],
  ['ENETUNREACH', 'the network is unreachable'],
  ['ENETDOWN', 'the network is down'],
  ['EHOSTUNREACH', 'there is no route to it'],
  ['EADDRNOTAVAIL', 'there is no network'],
  ['ECONNREFUSED', 'it refused the connection'],
  ['UND_ERR_CONNECT_TIMEOUT', 'it does not answer'],
]);

/** System errors for a certificate that Node does not trust. */
const untrusted = /^(?:CERT_|ERR_TLS_|UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED)/;

/** The server answered with an error, such as 404 `Not Found`. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly statusText: string,
  ) {
    super(`${status} ${statusText}`);
  }
}

/** Why an attempt ended; `final` when another attempt would end in the same way. */
export interface Interruption {
  readonly error: StylizeError;
  readonly final: boolean;
}

/** Explains the failure of a request or of its response's body. */
export function interruption({ host }: Address, thrown: unknown): Interruption {
  if (thrown instanceof StylizeError) return { error: thrown, final: true };
  if (thrown instanceof Refusal) {
    const { status, message } = thrown;
    const mayChange = status >= 500 || status === 408 || status === 429;
    const hint = mayChange ? tryAgain : importInstead;
    return { error: downloadFailure(`${host} answered ${message.trim()}.`, hint, thrown), final: !mayChange };
  }
  const cause = innermost(thrown);
  const code = codeOf(cause);
  const reason = unreachable.get(code);
  if (reason !== undefined) {
    const message = `There is no connection to ${host}: ${reason}.`;
    const hint = `Check the connection, and the proxy if you use one. ${importInstead}`;
    return { error: failure('offline', message, hint, thrown), final: true };
  }
  if (untrusted.test(code)) {
    const message = `The certificate of ${host} is not trusted (${code}).`;
    const hint = `If a proxy replaces it, set NODE_EXTRA_CA_CERTS to the proxy's certificate. ${importInstead}`;
    return { error: downloadFailure(message, hint, thrown), final: true };
  }
  const proxy = /^Proxy response \((\d+)\)/.exec(cause.message)?.[1];
  if (proxy !== undefined) {
    const why = proxy === '407' ? 'asks for a name and password' : `answered ${proxy}`;
    const hint = `Check the setting http.proxy or HTTPS_PROXY. ${importInstead}`;
    return { error: downloadFailure(`The proxy ${why}.`, hint, thrown), final: true };
  }
  const stalled = /^UND_ERR_(?:BODY|HEADERS)_TIMEOUT$/.test(code);
  const message = stalled
    ? `${host} stopped sending.`
    : `The connection to ${host} broke off (${code || cause.message}).`;
  return { error: downloadFailure(message, tryAgain, thrown), final: false };
}

const tryAgain = `Try again: the download continues where it stopped. ${importInstead}`;

export function downloadFailure(message: string, hint = importInstead, cause?: unknown): StylizeError {
  return failure('download-failed', message, hint, cause);
}

function failure(code: ErrorCode, message: string, hint: string, cause: unknown): StylizeError {
  return new StylizeError(code, message, { hint, cause });
}

/** The innermost cause: the error itself says only `fetch failed`. */
function innermost(thrown: unknown): Error {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0]);
  return error.cause instanceof Error ? innermost(error.cause) : error;
}

function codeOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : '';
}
