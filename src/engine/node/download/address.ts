import { StylizeError } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';

const hashLengths = { sha256: 64, md5: 32 } as const;

export interface Checksum {
  readonly algorithm: keyof typeof hashLengths;
  /** In hexadecimal. */
  readonly value: string;
}

/** Where a file is, and how to check it. */
export interface Address {
  /** Without the fragment, user name and password. */
  readonly url: string;
  /** For example `storage.googleapis.com`. */
  readonly host: string;
  /** The value of the Authorization header, if the address has a user name or password (RFC 7617). */
  readonly authorization: string | undefined;
  readonly fileName: string;
  /** The file must match all of them. */
  readonly checksums: readonly Checksum[];
}

/**
 * Parses a web address. Its fragment may give checksums, `#sha256=…`, `#md5=…` or both joined by `&`. An `http://` address
 * must give one, because anyone on the way could change the file.
 *
 * @throws StylizeError 'usage', which does not repeat the address, since it may contain a password
 */
export function parseAddress(text: string): Address {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new StylizeError('usage', l10n.t`That is not a web address.`, {
      hint: l10n.t`It must begin with https:// and may end with #sha256=… or #md5=….`,
    });
  }
  const checksums = parseChecksums(url.hash);
  const { username, password } = url;
  url.hash = url.username = url.password = '';
  const hasCredentials = username !== '' || password !== '';
  if (url.protocol === 'http:' && (checksums.length === 0 || hasCredentials)) {
    const message = hasCredentials
      ? l10n.t`Over http:// others could read the name and password sent to ${url.host}.`
      : l10n.t`Over http:// others could change the file on the way from ${url.host}.`;
    throw new StylizeError('usage', message, {
      hint: hasCredentials
        ? l10n.t`Use https://.`
        : l10n.t`Use https://, or add a checksum to the address: #sha256=….`,
    });
  }
  return {
    url: url.href,
    host: url.host,
    authorization: hasCredentials ? basicAuthorization(decoded(username), decoded(password)) : undefined,
    fileName: fileNameOf(url),
    checksums,
  };
}

function parseChecksums(fragment: string): Checksum[] {
  return fragment === '' ? [] : fragment.slice(1).split('&').map(parseChecksum);
}

function parseChecksum(text: string): Checksum {
  const [, name, value = ''] = /^(md5|sha256)=([0-9a-f]+)$/i.exec(text) ?? [];
  const algorithm = name?.toLowerCase() as keyof typeof hashLengths | undefined;
  if (algorithm && value.length === hashLengths[algorithm]) return { algorithm, value: value.toLowerCase() };
  throw new StylizeError('usage', l10n.t`${JSON.stringify(text.slice(0, 80))} is not a checksum.`, {
    hint: l10n.t`Write #sha256= followed by 64 hexadecimal digits, or #md5= followed by 32.`,
  });
}

function basicAuthorization(name: string, password: string): string {
  return `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
}

/** A local name for the file that is valid on every system: neither hidden nor a Windows device name. */
function fileNameOf({ pathname }: URL): string {
  const name = decoded(pathname.split('/').at(-1) ?? '')
    .replace(/[^\w.-]/g, '_')
    .replace(/^\.+/, '')
    .slice(-100);
  return /^(?:|(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?)$/i.test(name) ? `weights${name}` : name;
}

/** Text that is not valid percent-encoding is returned unchanged. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
