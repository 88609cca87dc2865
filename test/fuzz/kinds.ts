import { damagedFiles, formats, styleFormats } from './base-files';
import type { CampaignOptions } from './campaign';
import { untrustedFiles, untrustedKinds } from './untrusted/files';

/** The kinds of files in a campaign: damaged weights and fast styles by format, and hostile results and recipes. */
export const kinds = [...formats, ...styleFormats, ...untrustedKinds] as const;
export type Kind = (typeof kinds)[number];

/** Entry points of the threads that judge files. */
export const judges = {
  weights: 'test/fuzz/reader.ts',
  styles: 'test/fuzz/style-judge.ts',
  untrusted: 'test/fuzz/untrusted/judge.ts',
} as const;

/** How to run a campaign with a kind of files, and its limits. */
export async function campaignOf(
  kind: Kind,
  seed: number,
  folder: string,
): Promise<
  Pick<CampaignOptions, 'make' | 'hangSeconds' | 'heapMegabytes'> & {
    readonly judge: keyof typeof judges;
    readonly maximalMegabytes: number;
  }
> {
  if (kind === 'result' || kind === 'recipe') {
    const make = await untrustedFiles(kind, seed, folder);
    return { make, judge: 'untrusted', hangSeconds: 1, heapMegabytes: 64, maximalMegabytes: 300 };
  }
  return {
    make: await damagedFiles(kind, seed, folder),
    judge: kind.startsWith('style-') ? 'styles' : 'weights',
    hangSeconds: 5,
    heapMegabytes: 256,
    maximalMegabytes: 1024,
  };
}
