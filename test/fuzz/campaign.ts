import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import { baseFiles, type Format } from './base-files';
import { mutated } from './mutation';
import type { Verdict } from './reader';

export interface CampaignOptions {
  readonly format: Format;
  readonly count: number;
  readonly seed: number;
  /** Bundle of `reader.ts`. */
  readonly program: string;
  /** For the files. */
  readonly folder: string;
}

export interface CampaignResult {
  imported: number;
  refused: number;
  /** What should not have been, with the number of its file. */
  readonly flaws: { readonly file: number; readonly flaw: string }[];
  /** The file that took longest, in seconds of the processor. */
  slowest: { readonly file: number; readonly seconds: number };
}

/** A file that takes more seconds of the processor hangs, however much else the machine has to do. */
const hangSeconds = 5;
/** So does one that waits for something that does not come. */
const waitMilliseconds = 60_000;

/**
 * Has damaged files read and judged. File `i` of a seed is the same whenever it is made; every hundredth is whole, to
 * see that what came before has broken nothing.
 */
export async function runCampaign({
  format,
  count,
  seed,
  program,
  folder,
}: CampaignOptions): Promise<CampaignResult> {
  const originals = await baseFiles(format, folder);
  const result: CampaignResult = { imported: 0, refused: 0, flaws: [], slowest: { file: 0, seconds: 0 } };
  const path = join(folder, `damaged.${format}`);
  let reader = new Worker(program);
  for (let file = 0; file < count; file++) {
    const isWhole = file % 100 === 99;
    const original = originals[(isWhole ? (file - 99) / 100 : file) % originals.length]!;
    await writeFile(path, isWhole ? original : mutated(original, seed * 1_000_003 + file));
    const { verdict, seconds } = await read(reader, path);
    if (seconds > result.slowest.seconds) result.slowest = { file, seconds };
    if (typeof verdict === 'string') result[verdict]++;
    if (isWhole && verdict === 'refused') result.flaws.push({ file, flaw: 'a whole file is refused' });
    if (typeof verdict !== 'string') {
      result.flaws.push({ file, ...verdict });
      await reader.terminate();
      reader = new Worker(program);
    }
  }
  await reader.terminate();
  return result;
}

async function read(reader: Worker, path: string): Promise<{ verdict: Verdict; seconds: number }> {
  const start = process.cpuUsage();
  const seconds = () => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e6;
  };
  const verdict = await new Promise<Verdict>((resolve) => {
    const begin = performance.now();
    const watch = setInterval(() => {
      const waited = performance.now() - begin > waitMilliseconds;
      if (waited || seconds() > hangSeconds) settle({ flaw: `it takes more than ${hangSeconds} s` });
    }, 500);
    const onError = (error: Error) => {
      settle({ flaw: `the thread ended: ${error.stack ?? error.message}` });
    };
    const settle = (verdict: Verdict) => {
      clearInterval(watch);
      reader.off('message', settle).off('error', onError);
      resolve(verdict);
    };
    reader.on('message', settle).on('error', onError);
    reader.postMessage(path);
  });
  return { verdict, seconds: seconds() };
}
