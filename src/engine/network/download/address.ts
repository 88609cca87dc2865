import { StylizeError } from '../../../protocol/errors';

const hashLengths = { md5: 32, sha256: 64 } as const;

export interface Checksum {
  readonly algorithm: keyof typeof hashLengths;
  /** In hexadecimal. */
  readonly value: string;
}

/** Where a file is, and what it has to be. */
export interface Address {
  /** Without the fragment. */
  readonly url: string;
  /** Who answers: `storage.googleapis.com`. */
  readonly host: string;
  readonly fileName: string;
  readonly checksum: Checksum | undefined;
}

/**
 * Reads an address of the web; its fragment may say what the file has to be, `#md5=…` or `#sha256=…`.
 *
 * @throws StylizeError 'usage'
 */
export function parseAddress(text: string): Address {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new StylizeError('usage', `${JSON.stringify(text)} is no address of the web.`, {
      hint: 'It begins with https://, and may end with #md5=… or #sha256=….',
    });
  }
  const checksum = parseChecksum(url.hash);
  url.hash = '';
  const fileName = decodeURIComponent(url.pathname.split('/').at(-1) ?? '').replace(/[^\w.-]/g, '_');
  return { url: url.href, host: url.host, fileName: fileName || 'weights', checksum };
}

function parseChecksum(fragment: string): Checksum | undefined {
  if (fragment === '') return undefined;
  const [, name, value = ''] = /^#(md5|sha256)=([0-9a-f]+)$/i.exec(fragment) ?? [];
  const algorithm = name?.toLowerCase() as keyof typeof hashLengths | undefined;
  if (algorithm && value.length === hashLengths[algorithm]) return { algorithm, value: value.toLowerCase() };
  throw new StylizeError('usage', `${JSON.stringify(fragment)} is no checksum.`, {
    hint: 'Write #md5= and 32 digits, or #sha256= and 64 digits.',
  });
}
