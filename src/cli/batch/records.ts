import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import * as z from 'zod';

const recordSchema = z.object({ fingerprint: z.string() });

/**
 * How results were made that must not say so themselves: a small file for each, in a hidden folder beside the results. It
 * has a hash and no names.
 */
export class Records {
  readonly #folder: string;

  /** @param out folder of the results */
  constructor(out: string) {
    this.#folder = join(out, '.stylize');
  }

  /** The fingerprint of a result, by its name; undefined when nothing is known of it. */
  async read(name: string): Promise<string | undefined> {
    try {
      return recordSchema.parse(JSON.parse(await readFile(this.#pathOf(name), 'utf8'))).fingerprint;
    } catch {
      return undefined;
    }
  }

  async write(name: string, fingerprint: string): Promise<void> {
    const path = this.#pathOf(name);
    const temporary = `${path}.${process.pid}.tmp`;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, `${JSON.stringify({ fingerprint })}\n`);
    await rename(temporary, path);
  }

  #pathOf(name: string): string {
    return join(this.#folder, `${name}.json`);
  }
}
