// Installs, builds and runs every test: the unit tests, and with the packaged extension those inside VS Code's extension
// host and those of its interface.
// The last line is `N passed, N failed`, counted over all suites. Arguments go to the unit tests, which then run alone.
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';

import { exitCode, prepare, root } from './prepare.mjs';

const filters = process.argv.slice(2);
const results = join(root, 'test-results');
const vitest = (name, ...options) => [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${reportOf(name)}`,
  '--silent=passed-only',
  // One line for each file is enough; by default slow tests get their own.
  '--slowTestThreshold=600000',
  ...options,
];
const unit = { name: 'unit', program: vitest('unit', ...filters), read: readVitest };
const host = { name: 'host', program: ['scripts/test-host.mjs'], read: readHost };
const ui = { name: 'ui', program: vitest('ui', '--config', 'test/ui/vitest.config.ts'), read: readVitest };

await prepare();
mkdirSync(results, { recursive: true });
const sum = { passed: 0, failed: 0, skipped: 0 };
const runAll = async (suites) => {
  for (const suite of suites) {
    const counts = await runSuite(suite);
    for (const key of Object.keys(sum)) sum[key] += counts[key];
  }
};
await runAll([unit]);
if (filters.length === 0) {
  await packageExtension();
  await runAll([host, ui]);
}
const { passed, failed, skipped } = sum;
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;

/** Packages the extension for the suites in VS Code, which then test what a person installs. */
async function packageExtension() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return;
  console.log('\nthe package');
  const { name, version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const options = ['--target', 'linux-x64', '--out', join(results, 'packages')];
  if ((await exitCode(process.execPath, ['scripts/package.mjs', ...options])) === 0) {
    process.env.STYLIZE_VSIX = join(results, 'packages', `${name}-linux-x64-${version}.vsix`);
  } else {
    console.log('The extension could not be packaged.');
    sum.failed++;
  }
}

function reportOf(name) {
  return join(results, `${name}.json`);
}

/**
 * Runs a suite and returns the counts in its report. A suite that did not run counts as failed, and in CI so does one
 * with skipped tests. Its standard error, full of messages from the native runtime and the browser, goes to a log.
 */
async function runSuite({ name, program, read }) {
  const report = reportOf(name);
  await rm(report, { force: true });
  console.log(`\n${name} tests`);
  const logFile = join(results, `${name}.log`);
  const log = openSync(logFile, 'w');
  const env = process.stdout.isTTY ? process.env : { ...process.env, NO_COLOR: '1' };
  const code = await exitCode(process.execPath, program, { stdio: ['inherit', 'inherit', log], env });
  closeSync(log);
  const json = await readFile(report, 'utf8').then(JSON.parse, () => undefined);
  const { passed, failures, skipped } = json ? read(json) : { passed: 0, failures: [], skipped: 0 };
  for (const { title, error } of failures) console.log(`\nFAILED ${title}\n${error.replace(/^/gm, '    ')}`);

  const problems = [];
  if (passed + failures.length + skipped === 0) problems.push(`No ${name} test ran.`);
  else if (code !== 0 && failures.length === 0) problems.push(`The runner of the ${name} tests failed.`);
  if (skipped > 0 && process.env.CI)
    problems.push(`${skipped} ${name} tests were skipped, but in CI every test has to run.`);
  if (problems.length > 0) console.log(await lastLines(logFile, 40));
  for (const problem of problems) console.log(problem);
  if (failures.length + problems.length > 0) console.log(`The log is ${relative(root, logFile)}.`);
  return { passed, failed: failures.length + problems.length, skipped };
}

async function lastLines(file, count) {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  return lines.slice(-count).join('\n');
}

function readVitest({ testResults, numPassedTests, numPendingTests, numTodoTests }) {
  const failures = testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    const file = relative(root, name);
    // A file that failed to load has no tests to count.
    if (status === 'failed' && failed.length === 0) return [{ title: file, error: message }];
    return failed.map(({ fullName, failureMessages }) => ({
      title: `${file}: ${fullName}`,
      error: failureMessages.join('\n'),
    }));
  });
  return { passed: numPassedTests, failures, skipped: numPendingTests + numTodoTests };
}

function readHost({ tests, passed, skipped }) {
  const failures = tests.filter(({ outcome }) => outcome === 'failed');
  return { passed, failures, skipped };
}
