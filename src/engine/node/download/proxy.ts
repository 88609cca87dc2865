import type { Dispatcher } from 'undici';

import * as l10n from '../../../channel/l10n';
import { downloadFailure } from './errors';

/** The person's settings, which override HTTPS_PROXY, HTTP_PROXY and NO_PROXY of the environment. */
export interface ProxyChoice {
  readonly url?: string | undefined;
  /** Hosts to reach without it; `*` for all. */
  readonly bypass?: readonly string[] | undefined;
}

/**
 * Connects through the person's proxy, if there is one.
 *
 * @param stallMilliseconds how long a connection may be silent before it is closed
 * @throws StylizeError 'download-failed' when the proxy's address is invalid
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
      l10n.t`The address of the proxy is invalid.`,
      l10n.t`Write it as http://host:port in the setting http.proxy or in HTTPS_PROXY.`,
      error,
    );
  }
}
