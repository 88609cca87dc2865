import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import Mocha from 'mocha';

import type { HostReport, TestOutcome } from '../vscode/report';

/*
 * The entry point that VS Code calls in its extension host: desktop and server alike. An empty suite succeeds there as
 * well, so whoever started it reads the report.
 */
export function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 60_000, retries: 0, forbidOnly: true });
  const wanted = process.env['STYLIZE_TEST_ONLY']?.split(',') ?? [''];
  for (const name of readdirSync(__dirname).sort()) {
    if (!name.endsWith('.spec.js')) continue;
    if (wanted.some((part) => name.includes(part))) mocha.addFile(join(__dirname, name));
  }
  const tests: TestOutcome[] = [];
  return new Promise((resolve, reject) => {
    const runner = mocha.run((failures) => {
      const count = (outcome: TestOutcome['outcome']) =>
        tests.filter((test) => test.outcome === outcome).length;
      const report: HostReport = {
        passed: count('passed'),
        failed: count('failed'),
        skipped: count('skipped'),
        tests,
      };
      const file = process.env['STYLIZE_TEST_REPORT'];
      if (file !== undefined) writeFileSync(file, JSON.stringify(report, undefined, 2));
      if (failures === 0) resolve();
      else reject(new Error(`${failures} tests failed.`));
    });
    const note = (outcome: TestOutcome['outcome']) => (test: Mocha.Runnable, error?: Error) => {
      tests.push({
        title: test.fullTitle(),
        outcome,
        milliseconds: test.duration ?? 0,
        ...(error === undefined ? {} : { error: error.stack ?? error.message }),
      });
    };
    runner.on('pass', note('passed'));
    runner.on('fail', note('failed'));
    runner.on('pending', note('skipped'));
  });
}
