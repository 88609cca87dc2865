import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { formats } from './base-files';
import { runCampaign } from './campaign';

const { values, positionals } = parseArgs({
  options: { count: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const chosen = formats.filter((format) => positionals.length === 0 || positionals.includes(format));

/** Of the whole process, and so of the formats before as well. */
const maximalMegabytes = 1024;

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'stylize-fuzz-'));
  console.log('| format | files | imported | refused | flaws | slowest, CPU s (which) | peak memory |');
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  let flawed = false;
  for (const format of chosen) {
    const { imported, refused, flaws, slowest } = await runCampaign({
      format,
      count: Number(values.count),
      seed: Number(values.seed),
      program: './dist/fuzz-reader.cjs',
      folder,
    });
    const peak = process.resourceUsage().maxRSS / 1024;
    const row = [
      format,
      values.count,
      imported,
      refused,
      flaws.length,
      `${slowest.seconds.toFixed(2)} (${slowest.file})`,
      `${peak.toFixed(0)} MB`,
    ];
    console.log(`| ${row.join(' | ')} |`);
    for (const { file, flaw } of flaws) console.error(`${format} ${file}: ${flaw}`);
    if (peak > maximalMegabytes) console.error(`${format}: more than ${maximalMegabytes} MB of memory`);
    flawed ||= flaws.length > 0 || peak > maximalMegabytes;
  }
  await rm(folder, { recursive: true });
  process.exitCode = flawed ? 1 : 0;
}

void main();
