import { readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import * as z from 'zod';

import { ensurePrivateFolder, privateFileMode, reasonForDistrust } from '../../user-folder/private-folder';
import type { Log } from '../log';

/** A program as it was when it was last started. */
const programSchema = z.strictObject({
  /** Its real path, so that no link on the way can be redirected. */
  path: z.string().min(1),
  bytes: z.number(),
  /** Milliseconds since 1970. */
  changed: z.number(),
});
type Program = z.infer<typeof programSchema>;

const fileSchema = z.record(z.string(), programSchema);

/**
 * The programs that were found to run the engine, in `runtime.json` in the person's folder. Stylize executes what the file
 * names, so it trusts the file only where nobody else can have written it, and only while the program is unchanged.
 */
export class RememberedPrograms {
  readonly #folder: string;
  readonly #file: string;
  readonly #log: Log;

  constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#file = join(folder, 'runtime.json');
    this.#log = log;
  }

  /** The path of the program remembered under a key, if it can still be relied on. */
  async find(key: string): Promise<string | undefined> {
    const program = (await this.#read())[key];
    if (!program) return undefined;
    const reason = reasonForDistrust(program.path);
    const now = reason === undefined ? await describe(program.path) : undefined;
    if (isDeepStrictEqual(now, program)) return program.path;
    const why = reason ?? 'has changed since it was remembered';
    this.#log.append('warning', `${program.path} ${why}: it is used only if it is found on the path.`);
    return undefined;
  }

  /** Never throws: a folder that cannot be written only makes the next start slower. */
  async note(key: string, path: string): Promise<void> {
    const program = await describe(path);
    if (program) await this.#write({ ...(await this.#read()), [key]: program });
  }

  /** Never throws. */
  async forget(key: string): Promise<void> {
    const { [key]: before, ...others } = await this.#read();
    if (before) await this.#write(others);
  }

  async #read(): Promise<Record<string, Program>> {
    try {
      if (!(await this.#isReliable())) return {};
      return fileSchema.parse(JSON.parse(await readFile(this.#file, 'utf8')));
    } catch {
      // Missing or damaged: it is only a cache, and will be written again.
      return {};
    }
  }

  /** Checks the folder that a link leads to, since a person may have moved it to another disk. */
  async #isReliable(): Promise<boolean> {
    for (const path of [await realpath(this.#folder), this.#file]) {
      const reason = reasonForDistrust(path);
      if (reason === undefined) continue;
      this.#log.append('warning', `${path} ${reason}: the remembered runtime is ignored.`);
      return false;
    }
    return true;
  }

  async #write(programs: Record<string, Program>): Promise<void> {
    const temporary = `${this.#file}.${process.pid}.tmp`;
    try {
      ensurePrivateFolder(this.#folder);
      if (reasonForDistrust(await realpath(this.#folder)) !== undefined) return;
      await writeFile(temporary, `${JSON.stringify(programs, undefined, 2)}\n`, {
        mode: privateFileMode,
        flag: 'wx',
      });
      await rename(temporary, this.#file);
    } catch {
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }
}

async function describe(path: string): Promise<Program | undefined> {
  try {
    const real = await realpath(path);
    const { size, mtimeMs } = await stat(real);
    return { path: real, bytes: size, changed: mtimeMs };
  } catch {
    return undefined;
  }
}
