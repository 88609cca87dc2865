import type { Dispatcher } from 'undici';

import { downloadFailure } from './errors';

/** What a person has chosen besides the environment's HTTPS_PROXY, HTTP_PROXY and NO_PROXY. */
export interface ProxyChoice {
  /** In place of the environment's. */
  readonly url?: string | undefined;
  /** Hosts that are reached without it, in place of the environment's; `*` for all. */
  readonly bypass?: readonly string[] | undefined;
}

/**
 * Connections through the person's proxy, where there is one.
 *
 * @param stallMilliseconds how long nothing may come before a connection is given up
 * @throws StylizeError 'download-failed' when the proxy's address is none
 */
export async function connectThrough(
  { url, bypass }: ProxyChoice,
  stallMilliseconds: number,
): Promise<Dispatcher> {
  const { EnvHttpProxyAgent } = await import('undici');
  try {
    return new EnvHttpProxyAgent({
      headersTimeout: stallMilliseconds,
      bodyTimeout: stallMilliseconds,
      ...(url !== undefined && { httpProxy: url, httpsProxy: url }),
      ...(bypass !== undefined && { noProxy: bypass.join(',') }),
    });
  } catch (error) {
    throw downloadFailure(
      'The address of the proxy is not one.',
      'Write it as http://host:port in the setting http.proxy or in HTTPS_PROXY.',
      error,
    );
  }
}
