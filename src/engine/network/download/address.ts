import { StylizeError } from '../../../channel/errors';

const hashLengths = { sha256: 64, md5: 32 } as const;

export interface Checksum {
  readonly algorithm: keyof typeof hashLengths;
  /** In hexadecimal. */
  readonly value: string;
}

/** Where a file is, and what it has to be. */
export interface Address {
  /** Without fragment, name and password. */
  readonly url: string;
  /** Who answers: `storage.googleapis.com`. */
  readonly host: string;
  /** The value of the header that names the person, where the address does (RFC 7617). */
  readonly authorization: string | undefined;
  readonly fileName: string;
  /** The file has to have all of them. */
  readonly checksums: readonly Checksum[];
}

/**
 * Reads an address of the web. Its fragment may say what the file has to be, `#sha256=…`, `#md5=…` or both with an `&`;
 * over `http://`, where anyone on the way could change the file, it must.
 *
 * @throws StylizeError 'usage', which does not repeat the address: there may be a password in it
 */
export function parseAddress(text: string): Address {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new StylizeError('usage', 'That is no address of the web.', {
      hint: 'It begins with https://, and may end with #sha256=… or #md5=….',
    });
  }
  const checksums = parseChecksums(url.hash);
  const { username, password } = url;
  url.hash = url.username = url.password = '';
  const isPerson = username !== '' || password !== '';
  if (url.protocol === 'http:' && (checksums.length === 0 || isPerson)) {
    const reason = isPerson ? 'a name and a password can be read' : 'the file can be changed';
    throw new StylizeError('usage', `Over http:// ${reason} on the way from ${url.host}.`, {
      hint: isPerson ? 'Use https://.' : 'Use https://, or let the address end with #sha256=….',
    });
  }
  return {
    url: url.href,
    host: url.host,
    authorization: isPerson ? basicAuthorization(decoded(username), decoded(password)) : undefined,
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
  throw new StylizeError('usage', `${JSON.stringify(text.slice(0, 80))} is no checksum.`, {
    hint: 'Write #sha256= and 64 digits, or #md5= and 32 digits.',
  });
}

function basicAuthorization(name: string, password: string): string {
  return `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
}

/** A name for the file here, which every system takes: neither hidden nor a device of Windows. */
function fileNameOf({ pathname }: URL): string {
  const name = decoded(pathname.split('/').at(-1) ?? '')
    .replace(/[^\w.-]/g, '_')
    .replace(/^\.+/, '')
    .slice(-100);
  return /^(?:|(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?)$/i.test(name) ? `weights${name}` : name;
}

/** A `%` that begins no escape stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
