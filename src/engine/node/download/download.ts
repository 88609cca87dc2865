import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

import type { Dispatcher, Response } from 'undici';

import { StylizeError } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import type { Address, Checksum } from './address';
import { downloadFailure, interruption, Refusal } from './errors';
import { type Found, PartialFile, unwritable } from './partial-file';
import { connectThrough, type ProxyChoice } from './proxy';

export interface DownloadProgress {
  /** Bytes received so far, including those of earlier attempts. */
  readonly received: number;
  /** Undefined when the server does not say. */
  readonly total: number | undefined;
}

export interface DownloadOptions {
  /** Where partial files are kept. */
  readonly folder: string;
  readonly proxy?: ProxyChoice | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** After this long without data, the connection is closed and another attempt made. */
  readonly stallMilliseconds?: number | undefined;
  /** Pause between an attempt that broke off and the next. */
  readonly pauseMilliseconds?: number | undefined;
}

/** A complete file. */
export interface Download {
  readonly path: string;
  /** Whether it was verified with a checksum from the address. */
  readonly isChecked: boolean;
  /** Deletes the file once it has been used. */
  remove(): Promise<void>;
}

/** For comparison: VGG-19 with its classifier has 575 MB. */
const maximalBytes = 2 ** 31;
/** Limits for consecutive attempts that receive nothing, and for all attempts. */
const maximalAttempts = { fruitless: 3, all: 50 };
const progressMilliseconds = 100;
const maximalRedirections = 5;

/**
 * Downloads a file. An interrupted download is resumed: within this call or, after an error or a cancellation, in the
 * next, as long as the server still has the same version of the file (RFC 9110, sections 13.1.5 and 14).
 *
 * @throws StylizeError 'offline' at once when the server cannot be reached, 'download-failed', 'unwritable-output', or
 *   'cancelled'
 */
export async function download(address: Address, options: DownloadOptions): Promise<Download> {
  const dispatcher = await connectThrough(options.proxy ?? {}, options.stallMilliseconds ?? 30_000);
  const partial = new PartialFile(options.folder, address);
  try {
    const isChecked = await new Downloader(address, partial, dispatcher, options).complete();
    return { path: partial.path, isChecked, remove: () => partial.remove() };
  } catch (error) {
    if (!options.signal?.aborted) throw error;
    throw new StylizeError('cancelled', 'The download was cancelled.', { cause: error });
  } finally {
    await dispatcher.destroy();
  }
}

class Downloader {
  #lastProgress = -Infinity;
  readonly #address: Address;
  readonly #partial: PartialFile;
  readonly #dispatcher: Dispatcher;
  readonly #options: DownloadOptions;

  constructor(address: Address, partial: PartialFile, dispatcher: Dispatcher, options: DownloadOptions) {
    this.#address = address;
    this.#partial = partial;
    this.#dispatcher = dispatcher;
    this.#options = options;
  }

  /** @returns whether the file was verified with a checksum */
  async complete(): Promise<boolean> {
    const { signal, pauseMilliseconds = 1000 } = this.#options;
    let fruitless = 0;
    for (let attempt = 1; ; attempt++) {
      const before = await this.#partial.found();
      try {
        await this.#attempt(before);
        break;
      } catch (thrown) {
        signal?.throwIfAborted();
        const { error, final } = interruption(this.#address, thrown);
        const { bytes } = await this.#partial.found();
        fruitless = bytes > before.bytes ? 0 : fruitless + 1;
        if (final || fruitless === maximalAttempts.fruitless || attempt === maximalAttempts.all) throw error;
      }
      await setTimeout(pauseMilliseconds, undefined, { signal });
    }
    return this.#check();
  }

  /** Requests the missing part and writes it. Returns when the file is complete, according to the server. */
  async #attempt({ bytes, validator }: Found): Promise<void> {
    const response = await this.#request({
      // Makes lengths and ranges refer to the file itself.
      'accept-encoding': 'identity',
      ...(bytes > 0 && { range: `bytes=${bytes}-` }),
      ...(bytes > 0 && validator !== undefined && { 'if-range': validator }),
    });
    const range = contentRange(response);
    if (bytes > 0 && response.status === 416 && range?.total === bytes) return;
    const isRest = response.status === 206 && range?.start === bytes;
    if (bytes > 0 && !isRest && (response.status === 206 || response.status === 416)) {
      // The partial file does not match the server's version: start from the beginning.
      await response.body?.cancel();
      return this.#attempt({ bytes: 0, validator: undefined });
    }
    if (!isRest && response.status !== 200) throw new Refusal(response.status, response.statusText);
    await this.#receive(response, isRest ? bytes : 0, isRest ? range.total : length(response));
  }

  /**
   * Follows redirects, to another origin only if a checksum will verify the file. Credentials are sent only to the origin
   * of the address.
   */
  async #request(headers: Record<string, string>): Promise<Response> {
    const { url, host, authorization, checksums } = this.#address;
    const { fetch } = await import('undici');
    const { origin } = new URL(url);
    let target = new URL(url);
    for (let redirections = 0; redirections <= maximalRedirections; redirections++) {
      const isOrigin = target.origin === origin;
      const response = await fetch(target.href, {
        dispatcher: this.#dispatcher,
        signal: this.#options.signal ?? null,
        redirect: 'manual',
        headers: { ...headers, ...(isOrigin && authorization !== undefined && { authorization }) },
      });
      const location = response.headers.get('location');
      if (location === null || ![301, 302, 303, 307, 308].includes(response.status)) return response;
      await response.body?.cancel();
      if (!URL.canParse(location, target.href))
        throw downloadFailure(l10n.t`${host} redirects to an invalid address.`);
      target = new URL(location, target);
      target.username = target.password = '';
      if (target.origin !== origin && checksums.length === 0) {
        throw downloadFailure(
          l10n.t`${host} redirects to ${target.protocol}//${target.host}.`,
          l10n.t`Use that address, or add a checksum to this one: #sha256=….`,
        );
      }
    }
    throw downloadFailure(l10n.t`${host} redirects too many times.`);
  }

  async #receive(response: Response, start: number, total: number | undefined): Promise<void> {
    const { host } = this.#address;
    if (/^text\/html\b/i.test(response.headers.get('content-type') ?? '')) {
      throw downloadFailure(l10n.t`${host} sent a web page, not a weight file.`);
    }
    if (total !== undefined && total > maximalBytes) {
      throw downloadFailure(l10n.t`The file from ${host} is too large for VGG-19: ${total} bytes.`);
    }
    await this.#checkRoom(start, total);
    const handle = await this.#partial.open(start, validatorOf(response));
    let received = start;
    try {
      for await (const chunk of response.body ?? []) {
        const bytes = chunk as Uint8Array;
        if (received + bytes.length > maximalBytes) {
          throw downloadFailure(l10n.t`The file from ${host} is too large for VGG-19.`);
        }
        await handle.write(bytes, 0, bytes.length, received).catch(async (error: unknown) => {
          await this.#partial.remove();
          throw unwritable(this.#partial.path, error);
        });
        received += bytes.length;
        this.#report(received, total, received === total);
      }
    } finally {
      await handle.close();
    }
    if (total !== undefined && received < total) throw new Error(`${received} bytes of ${total}`);
    this.#report(received, received, true);
  }

  async #checkRoom(start: number, total: number | undefined): Promise<void> {
    if (total === undefined) return;
    // The rest of the file, and the network that is imported from it.
    const needed = total - start + total;
    if ((await this.#partial.freeBytes()) >= needed) return;
    throw new StylizeError('unwritable-output', l10n.t`There is not enough space on the disk.`, {
      file: this.#partial.path,
      hint: l10n.t`The download needs ${Math.ceil(needed / 1e6)} MB.`,
    });
  }

  /**
   * Verifies the file with every checksum of the address that can be computed here.
   *
   * @returns whether there was one
   */
  async #check(): Promise<boolean> {
    const { host, fileName } = this.#address;
    const checks = this.#address.checksums.flatMap(hashOf);
    if (checks.length === 0) return false;
    for await (const chunk of createReadStream(this.#partial.path, { highWaterMark: 1 << 20 })) {
      for (const { hash } of checks) hash.update(chunk as Buffer);
    }
    for (const { hash, algorithm, value } of checks) {
      const found = hash.digest('hex');
      if (found === value) continue;
      await this.#partial.remove();
      throw downloadFailure(
        l10n.t`${host} sent a different file than ${fileName}: its ${algorithm.toUpperCase()} is ${found}, not ${value}.`,
      );
    }
    return true;
  }

  #report(received: number, total: number | undefined, isLast: boolean): void {
    const now = performance.now();
    if (!isLast && now - this.#lastProgress < progressMilliseconds) return;
    this.#lastProgress = now;
    this.#options.onProgress?.({ received, total });
  }
}

/** Empty where Node cannot compute the hash: in FIPS 140 mode it lacks MD5. */
function hashOf(checksum: Checksum): (Checksum & { readonly hash: Hash })[] {
  try {
    return [{ ...checksum, hash: createHash(checksum.algorithm) }];
  } catch {
    return [];
  }
}

/** Identifies this version of the file in later requests. A weak ETag does not guarantee the same bytes. */
function validatorOf({ headers }: Response): string | undefined {
  const etag = headers.get('etag');
  if (etag !== null && !etag.startsWith('W/')) return etag;
  return headers.get('last-modified') ?? undefined;
}

/** Parses `bytes 100-199/200`, or an asterisk for the range when the requested one does not exist. */
function contentRange({ headers }: Response): { start: number | undefined; total: number } | undefined {
  const [, start, total] = /^bytes (?:(\d+)-\d+|\*)\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? [];
  if (total === undefined) return undefined;
  return { start: start === undefined ? undefined : Number(start), total: Number(total) };
}

function length({ headers }: Response): number | undefined {
  const text = headers.get('content-length');
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}
