import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { threadProgram } from '../support/programs/thread-program';
import { formats, styleFormats } from './base-files';
import { type CampaignResult, runCampaign } from './campaign';
import { campaignOf, judges, type Kind } from './kinds';
import { untrustedKinds } from './untrusted/files';

let folder: string;
const programs = new Map<string, string>();
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'stylize-fuzz-')));
  for (const [judge, entry] of Object.entries(judges)) programs.set(judge, await threadProgram(entry));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  for (const program of programs.values()) await rm(program);
});

async function campaign(kind: Kind, count: number): Promise<CampaignResult> {
  const { judge, ...options } = await campaignOf(kind, 2, folder);
  return runCampaign({ ...options, program: programs.get(judge)!, count, folder });
}

test.each([...formats, ...styleFormats])(
  '500 damaged files of %s give an error of ours or a correct import',
  { timeout: 600_000 },
  async (format) => {
    const { accepted, refused, flaws } = await campaign(format, 500);

    expect(flaws).toEqual([]);
    expect(accepted + refused).toBe(500);
    // Checks that not everything is refused, and that the damage is not too slight to notice.
    expect(accepted).toBeGreaterThan(10);
    expect(refused).toBeGreaterThan(250);
    expect(process.resourceUsage().maxRSS).toBeLessThan(2 ** 20);
  },
);

test.each(untrustedKinds)(
  '300 files of a stranger, each a %s, give an answer or a refusal, open no other file and start no process',
  { timeout: 600_000 },
  async (kind) => {
    const { accepted, refused, flaws } = await campaign(kind, 300);

    expect(flaws).toEqual([]);
    expect(accepted + refused).toBe(300);
    expect(accepted).toBeGreaterThan(15);
    expect(refused).toBeGreaterThan(100);
  },
);
