import { StylizeError } from '../channel/errors';
import * as l10n from '../channel/l10n';

/** Limits on every request, set by environment variables or by the machine's policy. */
export interface Restrictions {
  /** Whether no connection may be made. */
  readonly isOffline: boolean;
  /** The one address that weights come from. */
  readonly weightsUrl: string | undefined;
  /** Whether results tell how they were made; undefined where the request decides. */
  readonly metadata: boolean | undefined;
}

export function restrictionsOf(environment: NodeJS.ProcessEnv): Restrictions {
  const text = (name: string) => environment[name] ?? '';
  const metadata = text('STYLIZE_METADATA');
  return {
    isOffline: !['', '0'].includes(text('STYLIZE_OFFLINE')),
    weightsUrl: text('STYLIZE_WEIGHTS_URL') || undefined,
    metadata: metadata === '' ? undefined : metadata !== '0',
  };
}

/** @throws StylizeError `forbidden` where nothing may be downloaded */
export function assertDownloadAllowed({ isOffline }: Restrictions): void {
  if (!isOffline) return;
  throw new StylizeError('forbidden', l10n.t`Downloads are switched off, by a setting or on this machine.`, {
    hint: l10n.t`Import the weights from a file instead.`,
  });
}
