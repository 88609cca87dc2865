// Installs, builds and runs every test. Its last line is `N passed, N failed`, counted over all suites.
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { exitCode, prepare, root } from './prepare.mjs';

await prepare();

const report = join(root, 'test-results', 'unit.json');
await rm(report, { force: true });
const code = await exitCode(process.execPath, [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
]);

const results = await readFile(report, 'utf8').then(JSON.parse, () => undefined);
const passed = results?.numPassedTests ?? 0;
const skipped = (results?.numPendingTests ?? 0) + (results?.numTodoTests ?? 0);
// A file that could not even be loaded has no tests to count.
const brokenFiles = results?.testResults.filter(
  (file) => file.status === 'failed' && file.assertionResults.length === 0,
);
let failed = (results?.numFailedTests ?? 0) + (brokenFiles?.length ?? 0);
const problems = [];
if (!results || passed === 0) problems.push('No test ran.');
if (code !== 0 && failed === 0) problems.push('The test runner failed.');
if (skipped > 0 && process.env.CI)
  problems.push(`${skipped} tests were skipped: in CI every test has to run.`);
for (const problem of problems) console.error(problem);
failed += problems.length;

console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;
