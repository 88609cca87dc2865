import { sha256 } from '../../platform/sha256';
import type { Values } from '../backend';
import type { Feeds } from '../computation';
import { bytesOf } from './program-key';

/** How many pictures are remembered by their hashes. */
const mostSeen = 256;

/**
 * What encoders have made of pictures that come again, such as the style of a whole batch. It is found by the picture's
 * pixels and all else that goes into it. A picture is kept the second time it comes: most come once.
 */
export class KeptEncodings {
  readonly #seen = new Set<string>();
  /** The one that was used last at the end. */
  readonly #kept = new Map<string, { readonly outputs: Feeds; readonly bytes: number }>();
  readonly #mostBytes: number;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** @param encoder the key of the encoder's program */
  async of(encoder: string, feeds: Feeds, encode: () => Promise<Feeds>): Promise<Feeds> {
    const key = await feedsKey(encoder, feeds);
    const kept = this.#kept.get(key);
    if (kept) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return kept.outputs;
    }
    const outputs = await encode();
    if (this.#seen.has(key)) this.#keep(key, outputs);
    else this.#see(key);
    return outputs;
  }

  release(): void {
    this.#kept.clear();
  }

  #see(key: string): void {
    this.#seen.add(key);
    const [oldest] = this.#seen;
    if (this.#seen.size > mostSeen) this.#seen.delete(oldest!);
  }

  #keep(key: string, outputs: Feeds): void {
    let bytes = 0;
    const copies = new Map<string, Values>();
    for (const [name, { data, shape }] of outputs) {
      // The next run may overwrite them.
      copies.set(name, { data: data.slice(), shape: [...shape] });
      bytes += data.byteLength;
    }
    this.#kept.set(key, { outputs: copies, bytes });
    let sum = [...this.#kept.values()].reduce((total, kept) => total + kept.bytes, 0);
    for (const [oldest, kept] of this.#kept) {
      if (sum <= this.#mostBytes) break;
      this.#kept.delete(oldest);
      sum -= kept.bytes;
    }
  }
}

async function feedsKey(encoder: string, feeds: Feeds): Promise<string> {
  const parts = await Promise.all(
    [...feeds].map(
      async ([name, { data, shape }]) => `${name} ${shape.join('×')} ${await sha256(bytesOf(data))}`,
    ),
  );
  return [encoder, ...parts].join(', ');
}
