import { createHash } from 'node:crypto';
import { mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { StylizeError } from '../../../../../src/channel/errors';
import { type Address, parseAddress } from '../../../../../src/engine/node/download/address';
import {
  download,
  type DownloadOptions,
  type DownloadProgress,
} from '../../../../../src/engine/node/download/download';
import { PartialFile } from '../../../../../src/engine/node/download/partial-file';
import {
  answering,
  breakingAfter,
  chunked,
  FileServer,
  ignoringRanges,
  lying,
  stallingAfter,
  TunnelProxy,
  whole,
} from './servers';

/** 300 000 bytes, no two parts of which are equal. */
const body = Buffer.from(Uint32Array.from({ length: 75_000 }, (_, i) => Math.imul(i, 2654435761)).buffer);
const md5 = hashOf(body);

/** Node in FIPS 140 mode has no MD5. */
const hashes = vi.hoisted(() => ({ withoutMd5: false }));
vi.mock('node:crypto', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:crypto')>();
  const createHash: typeof original.createHash = (algorithm, options) => {
    if (hashes.withoutMd5 && algorithm === 'md5') throw new Error('digital envelope routines::unsupported');
    return original.createHash(algorithm, options);
  };
  return { ...original, createHash };
});

let folder: string;
let server: FileServer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-download-'));
  server = new FileServer({ body, etag: '"one"' });
  for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy']) {
    vi.stubEnv(name, undefined);
  }
});
afterEach(async () => {
  hashes.withoutMd5 = false;
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await server.close();
  await rm(folder, { recursive: true });
});

const quick = { stallMilliseconds: 500, pauseMilliseconds: 1 };

async function fetchFile(url: string, options: Partial<DownloadOptions> = {}): Promise<string> {
  const { path } = await download(addressOf(url), { folder, ...quick, ...options });
  return hashOf(await readFile(path));
}

/** Also allows an address without a checksum, which people must not leave out over http://. */
function addressOf(url: string): Address {
  if (url.includes('#')) return parseAddress(url);
  return { ...parseAddress(`${url}#md5=${md5}`), checksums: [] };
}

function hashOf(bytes: Buffer): string {
  return createHash('md5').update(bytes).digest('hex');
}

async function failure(downloading: Promise<unknown>): Promise<StylizeError> {
  const error: unknown = await downloading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(StylizeError);
  return error as StylizeError;
}

/** The start of the requested range in each request. */
function starts(): number[] {
  return server.requests.map(({ headers }) => Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0));
}

describe('a file is downloaded', () => {
  test('with progress, and removed when it was used', async () => {
    const progress: DownloadProgress[] = [];
    const address = parseAddress(`${await server.url()}#md5=${md5}`);

    const downloaded = await download(address, {
      folder,
      onProgress: (state) => progress.push(state),
    });

    expect(hashOf(await readFile(downloaded.path))).toBe(md5);
    expect(downloaded.path).toMatch(/[\\/]vgg19\.h5$/);
    expect(progress.at(-1)).toEqual({ received: body.length, total: body.length });
    const received = progress.map((state) => state.received);
    expect(received).toEqual(received.toSorted((a, b) => a - b));
    expect(server.requests).toMatchObject([{ headers: { 'accept-encoding': 'identity' } }]);

    await downloaded.remove();
    expect(await readdir(folder)).toEqual([]);
  });

  test('through redirections, also when it is continued', async () => {
    const redirect = answering(302, { location: '/elsewhere' });
    server.behaviours.push(redirect, breakingAfter(100_000), redirect);

    expect(await fetchFile(await server.url())).toBe(md5);

    expect(server.requests.map(({ path }) => path)).toEqual([
      '/vgg19.h5',
      '/elsewhere',
      '/vgg19.h5',
      '/elsewhere',
    ]);
    expect(starts()).toEqual([0, 0, 100_000, 100_000]);
  });

  test('from another place that the address leads to, when a checksum tells that it is the right one', async () => {
    const other = new FileServer({ body, etag: '"other"' });
    server.otherwise = answering(302, { location: await other.url() });

    expect(await fetchFile(`${await server.url()}#md5=${md5}`)).toBe(md5);

    await other.close();
  });

  test('from a file that is called as what the program keeps beside it', async () => {
    server.behaviours.push(breakingAfter(100_000));

    expect(await fetchFile(await server.url('/state.json'))).toBe(md5);

    expect(starts()).toEqual([0, 100_000]);
  });

  test("with the person's name and password, which no other place is told", async () => {
    const other = new FileServer({ body, etag: '"other"' });
    server.otherwise = answering(302, { location: await other.url() });
    const authorization = `Basic ${Buffer.from('anna:pass:word').toString('base64')}`;

    await download({ ...parseAddress(`${await server.url()}#md5=${md5}`), authorization }, { folder });

    expect(server.requests[0]!.headers.authorization).toBe(authorization);
    expect(other.requests[0]!.headers).not.toHaveProperty('authorization');
    await other.close();
  });

  test('by its SHA-256 where there is no MD5', async () => {
    const [url, sha256] = [await server.url(), createHash('sha256').update(body).digest('hex')];
    const both = parseAddress(`${url}#md5=${md5}&sha256=${sha256}`);
    const wrong = parseAddress(`${url}#md5=${md5}&sha256=${'0'.repeat(64)}`);
    hashes.withoutMd5 = true;

    expect(await download(both, { folder })).toMatchObject({ isChecked: true });
    expect((await failure(download(wrong, { folder }))).message).toContain('its SHA256 is');
    expect(await download(parseAddress(`${url}#md5=${md5}`), { folder })).toMatchObject({ isChecked: false });
  });

  test('when the server does not say how long it is', async () => {
    server.behaviours.push(chunked);

    expect(await fetchFile(`${await server.url()}#md5=${md5}`)).toBe(md5);
  });
});

describe('what breaks off is continued', () => {
  test('when connections break', async () => {
    server.behaviours.push(breakingAfter(100_000), breakingAfter(50_000));

    expect(await fetchFile(await server.url())).toBe(md5);

    expect(starts()).toEqual([0, 100_000, 150_000]);
    expect(server.requests[1]!.headers['if-range']).toBe('"one"');
  });

  test('when connections stall', async () => {
    server.behaviours.push(stallingAfter(100_000));

    expect(await fetchFile(await server.url())).toBe(md5);

    expect(starts()).toEqual([0, 100_000]);
  });

  test('when the server is overloaded for a while', async () => {
    server.behaviours.push(breakingAfter(100_000), answering(503), answering(429));

    expect(await fetchFile(await server.url())).toBe(md5);

    expect(starts()).toEqual([0, 100_000, 100_000, 100_000]);
  });

  test('in the next call, when it was given up', async () => {
    server.otherwise = breakingAfter(0);
    server.behaviours.push(breakingAfter(100_000));

    const error = await failure(fetchFile(await server.url()));

    expect(error).toMatchObject({ code: 'download-failed' });
    expect(error.message).toMatch(/^The connection to 127\.0\.0\.1:\d+ broke off/);
    expect(error.hint).toContain('continues where it stopped');
    expect(starts()).toEqual([0, 100_000, 100_000, 100_000]);
    server.otherwise = whole;
    expect(await fetchFile(await server.url())).toBe(md5);
    expect(starts().at(-1)).toBe(100_000);
  });

  test('in the next call, when it was cancelled', async () => {
    server.behaviours.push(stallingAfter(100_000));
    const abort = new AbortController();
    const options = {
      signal: abort.signal,
      stallMilliseconds: 60_000,
      onProgress: () => {
        abort.abort();
      },
    };

    const error = await failure(fetchFile(await server.url(), options));

    expect(error).toMatchObject({ code: 'cancelled' });
    expect(await fetchFile(await server.url())).toBe(md5);
    expect(starts()[1]).toBeGreaterThan(0);
  });

  test('and is not asked for again when only the check was missing', async () => {
    await fetchFile(await server.url());
    const url = `${await server.url()}#md5=${md5}`;

    expect(await fetchFile(url)).toBe(md5);

    expect(starts()).toEqual([0, body.length]);
  });
});

describe('it begins anew', () => {
  test('when the server knows no ranges', async () => {
    server.behaviours.push(breakingAfter(100_000), ignoringRanges);

    expect(await fetchFile(await server.url())).toBe(md5);
  });

  test('when the file has become another one', async () => {
    const changed = Buffer.from(body).reverse();
    server.behaviours.push(breakingAfter(100_000));
    const downloading = fetchFile(await server.url(), {
      pauseMilliseconds: 200,
      onProgress: () => {
        server.file = { body: changed, etag: '"two"' };
      },
    });

    expect(await downloading).toBe(hashOf(changed));
  });

  test('when the server sends another part than it was asked for', async () => {
    const other = answering(206, { 'content-range': `bytes 5-9/${body.length}` }, 'wrong');
    server.behaviours.push(breakingAfter(100_000), other);

    expect(await fetchFile(await server.url())).toBe(md5);
  });

  test('when nothing tells the version of the file, and its checksum is not known', async () => {
    server.file = { body, etag: undefined };
    server.behaviours.push(breakingAfter(100_000));

    expect(await fetchFile(await server.url())).toBe(md5);

    expect(starts()).toEqual([0, 0]);
  });

  test('but not where the checksum will tell', async () => {
    server.file = { body, etag: undefined };
    server.behaviours.push(breakingAfter(100_000));

    expect(await fetchFile(`${await server.url()}#md5=${md5}`)).toBe(md5);

    expect(starts()).toEqual([0, 100_000]);
  });
});

describe('a download fails', () => {
  test('when it is another file, of which nothing is kept', async () => {
    server.file = { body: Buffer.from(body).fill(7, 1000, 1001), etag: '"one"' };

    const error = await failure(fetchFile(`${await server.url()}#md5=${md5}`));

    expect(error).toMatchObject({ code: 'download-failed' });
    expect(error.message).toMatch(
      new RegExp(`sent a different file than vgg19\\.h5: its MD5 is [0-9a-f]{32}, not ${md5}\\.$`),
    );
    expect(error.hint).toContain('stylize weights import FILE');
    expect(await readdir(folder)).toEqual([]);
  });

  test('when the address leads on to another place, and nothing tells what the file has to be', async () => {
    server.behaviours.push(answering(302, { location: 'https://mirror.example/vgg19.h5' }));

    const error = await failure(fetchFile(await server.url()));

    expect(error).toMatchObject({ code: 'download-failed' });
    expect(error.message).toMatch(/^127\.0\.0\.1:\d+ redirects to https:\/\/mirror\.example\.$/);
    expect(server.requests).toHaveLength(1);
  });

  test('when addresses lead in a circle', async () => {
    server.otherwise = answering(301, { location: '/vgg19.h5' });

    expect((await failure(fetchFile(await server.url()))).message).toContain('redirects too many times');
  });

  test('when it is longer than the server says', async () => {
    server.behaviours.push(lying(200_000));

    const error = await failure(fetchFile(`${await server.url()}#md5=${md5}`));

    expect(error.message).toContain('sent a different file');
  });

  test('when it is always shorter than the server says', async () => {
    server.otherwise = lying(400_000);

    const error = await failure(fetchFile(await server.url()));

    expect(error).toMatchObject({ code: 'download-failed' });
    expect(error.message).toContain('broke off');
  });

  test('when it is too large, before it is received', async () => {
    server.behaviours.push(lying(3e9));

    const error = await failure(fetchFile(await server.url()));

    expect(error.message).toMatch(/is too large for VGG-19: 3000000000 bytes\.$/);
  });

  test('when a sign-in page answers', async () => {
    server.behaviours.push(answering(200, { 'content-type': 'text/html; charset=utf-8' }, '<html>'));

    const error = await failure(fetchFile(await server.url()));

    expect(error.message).toMatch(/^127\.0\.0\.1:\d+ sent a web page, not a weight file\.$/);
  });

  test.each([404, 403])('when the server answers %d, at once', async (status) => {
    server.otherwise = answering(status);

    const error = await failure(fetchFile(await server.url()));

    expect(error).toMatchObject({ code: 'download-failed' });
    expect(error.message).toContain(`answered ${status}`);
    expect(server.requests).toHaveLength(1);
  });

  test('when the server always stalls', async () => {
    server.otherwise = stallingAfter(0);

    const error = await failure(fetchFile(await server.url(), { stallMilliseconds: 200 }));

    expect(error.message).toMatch(/stopped sending\.$/);
    expect(server.requests).toHaveLength(3);
  });

  test('when the disk has too little room, before it is received', async () => {
    vi.spyOn(PartialFile.prototype, 'freeBytes').mockResolvedValue(500_000);

    const error = await failure(fetchFile(await server.url()));

    expect(error).toMatchObject({ code: 'unwritable-output', hint: 'The download needs 1 MB.' });
  });

  // A device that is always full.
  test.skipIf(process.platform !== 'linux')('when the disk is full, and nothing is kept', async () => {
    vi.spyOn(PartialFile.prototype, 'open').mockImplementation(() => open('/dev/full', 'w'));

    const error = await failure(fetchFile(await server.url()));

    expect(error).toMatchObject({ code: 'unwritable-output', message: 'The disk is full.' });
    expect(await readdir(folder)).toEqual([]);
  });

  test('when the folder cannot be written', async () => {
    const error = await failure(fetchFile(await server.url(), { folder: await createFile() }));

    expect(error).toMatchObject({ code: 'unwritable-output' });
  });

  async function createFile(): Promise<string> {
    const path = join(folder, 'a-file');
    await (await open(path, 'w')).close();
    return path;
  }
});

describe('without a connection', () => {
  test('it is told at once, with the import as the way out', async () => {
    const url = await server.url();
    await server.close();
    const start = performance.now();

    const error = await failure(fetchFile(url, { pauseMilliseconds: 60_000 }));

    expect(performance.now() - start).toBeLessThan(5000);
    expect(error).toMatchObject({ code: 'offline' });
    expect(error.message).toMatch(
      /^There is no connection to 127\.0\.0\.1:\d+: it refused the connection\.$/,
    );
    expect(error.hint).toContain('stylize weights import FILE');
  });

  test('a name that is not known is told, too', async () => {
    // Never a real host (RFC 2606).
    const error = await failure(fetchFile('https://weights.invalid/vgg19.h5', { pauseMilliseconds: 60_000 }));

    expect(error).toMatchObject({ code: 'offline' });
    expect(error.message).toMatch(/^There is no connection to weights\.invalid: its name /);
  });
});

describe('a proxy', () => {
  const url = 'http://weights.invalid/vgg19.h5';
  let proxy: TunnelProxy;
  afterEach(() => proxy.close());

  test('of the settings is used', async () => {
    proxy = new TunnelProxy(() => server.port);

    expect(await fetchFile(url, { proxy: { url: await proxy.url() } })).toBe(md5);

    expect(proxy.tunnels).toEqual(['weights.invalid:80']);
  });

  test('of the environment is used, unless the host is excepted', async () => {
    proxy = new TunnelProxy(() => server.port);
    vi.stubEnv('HTTP_PROXY', await proxy.url());

    expect(await fetchFile(url)).toBe(md5);
    expect(proxy.tunnels).toEqual(['weights.invalid:80']);

    vi.stubEnv('NO_PROXY', '127.0.0.1');
    expect(await fetchFile(await server.url())).toBe(md5);
    expect(proxy.tunnels).toHaveLength(1);
  });

  test('is not used for hosts that the settings except', async () => {
    proxy = new TunnelProxy(() => server.port);

    const options = { proxy: { url: await proxy.url(), bypass: ['other.example', '127.0.0.1'] } };
    expect(await fetchFile(await server.url(), options)).toBe(md5);

    expect(proxy.tunnels).toEqual([]);
  });

  test('that wants a password is named', async () => {
    proxy = new TunnelProxy(() => server.port, 407);

    const error = await failure(fetchFile(url, { proxy: { url: await proxy.url() } }));

    expect(error).toMatchObject({
      code: 'download-failed',
      message: 'The proxy asks for a name and password.',
    });
    expect(proxy.tunnels).toHaveLength(1);
  });

  test('whose address is none is refused', async () => {
    proxy = new TunnelProxy(() => server.port);

    const error = await failure(fetchFile(url, { proxy: { url: 'nonsense' } }));

    expect(error).toMatchObject({ code: 'download-failed', message: 'The address of the proxy is invalid.' });
  });
});

describe('an address', () => {
  test('may say what the file has to be', () => {
    const [sha256, md5] = ['ab'.repeat(32), 'cd'.repeat(16)];
    expect(
      parseAddress(`https://host.example:8080/a/b%20c.h5?x=1#SHA256=${sha256.toUpperCase()}&md5=${md5}`),
    ).toEqual({
      url: 'https://host.example:8080/a/b%20c.h5?x=1',
      host: 'host.example:8080',
      authorization: undefined,
      fileName: 'b_c.h5',
      checksums: [
        { algorithm: 'sha256', value: sha256 },
        { algorithm: 'md5', value: md5 },
      ],
    });
    expect(parseAddress('https://host.example/')).toMatchObject({ fileName: 'weights', checksums: [] });
  });

  test.each([
    ['%zz%.h5', '_zz_.h5'],
    ['..', 'weights'],
    ['%2e%2e', 'weights'],
    ['.hidden', 'hidden'],
    ['nul', 'weightsnul'],
    ['CON.h5', 'weightsCON.h5'],
    ['x'.repeat(300), 'x'.repeat(100)],
  ])('whose file is called %s is kept as one that every system takes', (name, fileName) => {
    expect(parseAddress(`https://host.example/a/${name}`).fileName).toBe(fileName);
  });

  test('keeps a name and a password out of all that is shown or stored', () => {
    const address = parseAddress('https://anna:pass%3aword@host.example/vgg19.h5');

    expect(address.authorization).toBe(`Basic ${Buffer.from('anna:pass:word').toString('base64')}`);
    expect(JSON.stringify({ ...address, authorization: undefined })).not.toMatch(/anna|word/);
  });

  test.each([
    'ftp://anna:secret@host/x',
    'https://anna:sec/ret@host/x',
    'http://anna:secret@host/x',
    'https://anna:secret@host/x#md5=12',
  ])('that is refused is not repeated: %s', (text) => {
    const { code, message, hint } = refusal(text);
    expect(code).toBe('usage');
    expect(`${message} ${hint ?? ''}`).not.toMatch(/anna|sec/);
  });

  test('is one of https, or says what the file has to be', () => {
    expect(refusal('http://host.example/vgg19.h5').message).toBe(
      'Over http:// others could change the file on the way from host.example.',
    );
    const checked = `http://host.example/vgg19.h5#md5=${md5}`;
    expect(parseAddress(checked).checksums).toHaveLength(1);
  });

  test.each([
    'vgg19.h5',
    'file:///etc/passwd',
    'ftp://host/x',
    '',
    'https://host/x#md5=12',
    'https://host/x#top',
    `https://host/x#md5=${md5}&top`,
  ])('"%s" is refused', (text) => {
    expect(refusal(text).code).toBe('usage');
  });

  function refusal(text: string): StylizeError {
    try {
      parseAddress(text);
    } catch (error) {
      return error as StylizeError;
    }
    throw new Error('It is accepted.');
  }
});
