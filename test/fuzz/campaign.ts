import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** The outcome for one file. `flaw` is neither a proper error nor a right answer. */
export type Verdict = 'accepted' | 'refused' | { readonly flaw: string };

export interface FuzzFile {
  readonly name: string;
  readonly bytes: Buffer;
  /** Whether it is undamaged and has to be accepted. */
  readonly isWhole: boolean;
}

export interface CampaignOptions {
  /** Makes the file with this number, always the same. */
  readonly make: (file: number) => Promise<FuzzFile> | FuzzFile;
  readonly count: number;
  /** Bundle of the thread that receives a path, reads the file and answers with a verdict. */
  readonly program: string;
  /** Where the files are written. */
  readonly folder: string;
  /** A file that takes more CPU seconds counts as hanging, however busy the machine is. */
  readonly hangSeconds: number;
  /** Memory limit of the thread; a file that needs more ends it. */
  readonly heapMegabytes: number;
}

export interface CampaignResult {
  accepted: number;
  refused: number;
  /** The wrong outcomes, each with the number of its file. */
  readonly flaws: { readonly file: number; readonly flaw: string }[];
  /** The CPU seconds of the slowest file. */
  slowest: { readonly file: number; readonly seconds: number };
}

/** A file also counts as hanging when it takes this long without using the processor. */
const waitMilliseconds = 60_000;

/** Reads files and judges the outcomes. Some files are whole, to see that the previous ones have broken nothing. */
export async function runCampaign({
  make,
  count,
  program,
  folder,
  hangSeconds,
  heapMegabytes,
}: CampaignOptions): Promise<CampaignResult> {
  const result: CampaignResult = { accepted: 0, refused: 0, flaws: [], slowest: { file: 0, seconds: 0 } };
  const start = () => new Worker(program, { resourceLimits: { maxOldGenerationSizeMb: heapMegabytes } });
  let reader = start();
  for (let file = 0; file < count; file++) {
    const { name, bytes, isWhole } = await make(file);
    const path = join(folder, name);
    await writeFile(path, bytes);
    const { verdict, seconds } = await read(reader, path, hangSeconds);
    if (seconds > result.slowest.seconds) result.slowest = { file, seconds };
    if (typeof verdict === 'string') result[verdict]++;
    if (isWhole && verdict === 'refused') result.flaws.push({ file, flaw: 'a whole file is refused' });
    if (typeof verdict !== 'string') {
      result.flaws.push({ file, ...verdict });
      await reader.terminate();
      reader = start();
    }
  }
  await reader.terminate();
  return result;
}

async function read(
  reader: Worker,
  path: string,
  hangSeconds: number,
): Promise<{ verdict: Verdict; seconds: number }> {
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
