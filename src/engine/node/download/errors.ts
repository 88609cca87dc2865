import { type ErrorCode, StylizeError } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import type { Address } from './address';

const importInstead = l10n.t`You can also import a file that you have: "stylize weights import FILE" or the command "Stylize: Import Network Weights…".`;

/** System errors for a host that cannot be reached. Trying again at once is useless. */
const unreachable = new Map([
  ['ENOTFOUND', l10n.t`its name is unknown`],
  ['EAI_AGAIN', l10n.t`its name cannot be looked up`],
  ['ENETUNREACH', l10n.t`the network is unreachable`],
  ['ENETDOWN', l10n.t`the network is down`],
  ['EHOSTUNREACH', l10n.t`there is no route to it`],
  ['EADDRNOTAVAIL', l10n.t`there is no network`],
  ['ECONNREFUSED', l10n.t`it refused the connection`],
  ['UND_ERR_CONNECT_TIMEOUT', l10n.t`it does not answer`],
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
    return {
      error: downloadFailure(l10n.t`${host} answered ${message.trim()}.`, hint, thrown),
      final: !mayChange,
    };
  }
  const cause = innermost(thrown);
  const code = codeOf(cause);
  const reason = unreachable.get(code);
  if (reason !== undefined) {
    const message = l10n.t`There is no connection to ${host}: ${reason}.`;
    const hint = l10n.sentences(l10n.t`Check the connection, and the proxy if you use one.`, importInstead);
    return { error: failure('offline', message, hint, thrown), final: true };
  }
  if (untrusted.test(code)) {
    const message = l10n.t`The certificate of ${host} is not trusted (${code}).`;
    const hint = l10n.sentences(
      l10n.t`If a proxy replaces it, set NODE_EXTRA_CA_CERTS to the proxy's certificate.`,
      importInstead,
    );
    return { error: downloadFailure(message, hint, thrown), final: true };
  }
  const proxy = /^Proxy response \((\d+)\)/.exec(cause.message)?.[1];
  if (proxy !== undefined) {
    const message =
      proxy === '407'
        ? l10n.t`The proxy asks for a name and password.`
        : l10n.t`The proxy answered ${proxy}.`;
    const hint = l10n.sentences(l10n.t`Check the setting http.proxy or HTTPS_PROXY.`, importInstead);
    return { error: downloadFailure(message, hint, thrown), final: true };
  }
  const stalled = /^UND_ERR_(?:BODY|HEADERS)_TIMEOUT$/.test(code);
  const message = stalled
    ? l10n.t`${host} stopped sending.`
    : l10n.t`The connection to ${host} broke off (${code || cause.message}).`;
  return { error: downloadFailure(message, tryAgain, thrown), final: false };
}

const tryAgain = l10n.sentences(l10n.t`Try again: the download continues where it stopped.`, importInstead);

export function downloadFailure(
  message: l10n.Words,
  hint: l10n.Words = importInstead,
  cause?: unknown,
): StylizeError {
  return failure('download-failed', message, hint, cause);
}

function failure(code: ErrorCode, message: l10n.Words, hint: l10n.Words, cause: unknown): StylizeError {
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
