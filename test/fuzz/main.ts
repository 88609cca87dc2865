import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { runCampaign } from './campaign';
import { campaignOf, kinds } from './kinds';
import '../support/platform';

const { values, positionals } = parseArgs({
  options: { count: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const chosen = kinds.filter((kind) => positionals.length === 0 || positionals.includes(kind));

async function main(): Promise<void> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'stylize-fuzz-')));
  console.log('| files | count | accepted | refused | flaws | slowest, CPU s (which) | peak memory |');
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  let flawed = false;
  for (const kind of chosen) {
    const { judge, maximalMegabytes, ...campaign } = await campaignOf(kind, Number(values.seed), folder);
    const { accepted, refused, flaws, slowest } = await runCampaign({
      ...campaign,
      count: Number(values.count),
      program: `./out/fuzz-${judge}.cjs`,
      folder,
    });
    // This is the memory of the whole process, which includes the previous kinds.
    const peak = process.resourceUsage().maxRSS / 1024;
    const row = [
      kind,
      values.count,
      accepted,
      refused,
      flaws.length,
      `${slowest.seconds.toFixed(2)} (${slowest.file})`,
      `${peak.toFixed(0)} MB`,
    ];
    console.log(`| ${row.join(' | ')} |`);
    for (const { file, flaw } of flaws) console.error(`${kind} ${file}: ${flaw}`);
    if (peak > maximalMegabytes) console.error(`${kind}: more than ${maximalMegabytes} MB of memory`);
    flawed ||= flaws.length > 0 || peak > maximalMegabytes;
  }
  await rm(folder, { recursive: true });
  process.exitCode = flawed ? 1 : 0;
}

void main();
