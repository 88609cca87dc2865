// Installs, builds and runs every test: the unit tests, those inside VS Code's extension host and those of its interface.
// Its last line is `N passed, N failed`, counted over all suites. Arguments go to the unit tests, which then run alone.
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { exitCode, prepare, root } from './prepare.mjs';

const filters = process.argv.slice(2);
const vitest = (name, ...options) => [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${reportOf(name)}`,
  ...options,
];
const unit = { name: 'unit', program: vitest('unit', ...filters), count: countVitest };
const host = { name: 'host', program: ['scripts/test-host.mjs'], count: (report) => report };
const ui = { name: 'ui', program: vitest('ui', '--config', 'test/ui/vitest.config.ts'), count: countVitest };

await prepare();
const sum = { passed: 0, failed: 0, skipped: 0 };
for (const suite of filters.length > 0 ? [unit] : [unit, host, ui]) {
  const counts = await runSuite(suite);
  for (const key of Object.keys(sum)) sum[key] += counts[key];
}
const { passed, failed, skipped } = sum;
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;

function reportOf(name) {
  return join(root, 'test-results', `${name}.json`);
}

/** What a suite's own report says; a suite that did not run, or not all of it in CI, counts as failed. */
async function runSuite({ name, program, count }) {
  const report = reportOf(name);
  await rm(report, { force: true });
  const code = await exitCode(process.execPath, program);
  const results = await readFile(report, 'utf8').then(JSON.parse, () => undefined);
  const { passed, failed, skipped } = results ? count(results) : { passed: 0, failed: 0, skipped: 0 };

  const problems = [];
  if (passed + failed + skipped === 0) problems.push(`No ${name} test ran.`);
  else if (code !== 0 && failed === 0) problems.push(`The runner of the ${name} tests failed.`);
  if (skipped > 0 && process.env.CI)
    problems.push(`${skipped} ${name} tests were skipped: in CI every test has to run.`);
  for (const problem of problems) console.error(problem);
  return { passed, failed: failed + problems.length, skipped };
}

function countVitest(results) {
  // A file that could not even be loaded has no tests to count.
  const brokenFiles = results.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests + brokenFiles.length,
    skipped: results.numPendingTests + results.numTodoTests,
  };
}
