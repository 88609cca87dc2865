import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { threadProgram } from '../support/thread-program';
import { formats } from './base-files';
import { runCampaign } from './campaign';

let folder: string;
let program: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-fuzz-'));
  program = await threadProgram('test/fuzz/reader.ts');
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await rm(program);
});

test.each(formats)(
  '500 damaged files of %s give an error of ours or a correct import',
  { timeout: 600_000 },
  async (format) => {
    const { imported, refused, flaws } = await runCampaign({ format, count: 500, seed: 2, program, folder });

    expect(flaws).toEqual([]);
    expect(imported + refused).toBe(500);
    // Neither is everything refused, nor is the damage too slight to be noticed.
    expect(imported).toBeGreaterThan(10);
    expect(refused).toBeGreaterThan(250);
    expect(process.resourceUsage().maxRSS).toBeLessThan(2 ** 20);
  },
);
