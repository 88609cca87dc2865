import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startBrowser } from './browser';
import { buildHostSuite } from './build-host-suite';
import { createFixture } from './fixture';
import { HostUnavailable, setUpHost } from './host-setup';
import { placeExtension } from './package';
import type { HostReport } from './report';
import { VsCodeServer } from './server';

/*
 * Runs the tests of `test/host` in the extension host of a real VS Code, or those in files whose names contain one of the
 * arguments. With `STYLIZE_VSIX` the extension is installed from that package. The report is test-results/host.json.
 */

const root = process.cwd();
const results = join(root, 'test-results');
const patience = 8 * 60_000;
const only = process.argv.slice(2);

async function main(): Promise<number> {
  await mkdir(results, { recursive: true });
  const reportFile = join(results, 'host.json');
  await rm(reportFile, { force: true });
  const host = await setUpHost();
  const tests = await buildHostSuite(root);

  const folder = await mkdtemp(join(tmpdir(), 'stylize-host-'));
  const close: (() => Promise<unknown>)[] = [];
  try {
    const fixture = await createFixture(folder);
    const extension = await placeExtension(root, join(folder, 'extension'), host);
    const figuresFile = join(folder, 'figures.txt');
    const server = await VsCodeServer.start(host, {
      folder: join(folder, 'vscode'),
      testDriver: true,
      environment: {
        STYLIZE_HOME: join(folder, 'home'),
        STYLIZE_TEST_REPORT: reportFile,
        STYLIZE_TEST_FIGURES: figuresFile,
        STYLIZE_TEST_OUTSIDE: fixture.outside,
        ...(only.length > 0 && { STYLIZE_TEST_ONLY: only.join(',') }),
      },
    });
    close.push(() => server.stop());
    const browser = await startBrowser(join(folder, 'browser'));
    close.push(() => browser.close());

    const code = await runIn(browser, server.windowUrl(fixture.workspace, { extension, tests }));
    const report = await readReport(reportFile);
    console.log((await readFile(figuresFile, 'utf8').catch(() => '')).trimEnd());
    if (report) print(report);
    else console.error('The extension host wrote no report.');
    const succeeded = code === 0 && report?.failed === 0 && report.passed > 0;
    if (!succeeded) await keepLogs(server, browser);
    return succeeded ? 0 : 1;
  } finally {
    for (const step of close.reverse()) await step();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

type Browser = Awaited<ReturnType<typeof startBrowser>>;

/** Opens the window and waits for the exit code that VS Code's test driver reports. */
async function runIn(browser: Browser, url: string): Promise<number | undefined> {
  const page = await browser.newPage();
  const ended = new Promise<number>((resolve) => {
    void page.exposeFunction('codeAutomationExit', (code: number) => {
      resolve(code);
    });
  });
  // The workbench calls it for whatever it logs.
  await page.exposeFunction('codeAutomationLog', () => undefined);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => {
      console.error(`The tests in the extension host did not end within ${patience / 60_000} minutes.`);
      resolve(undefined);
    }, patience);
  });
  try {
    await page.goto(url);
    return await Promise.race([ended, late]);
  } finally {
    clearTimeout(timer);
    if (browser.pages().length > 1) await page.close();
  }
}

async function readReport(file: string): Promise<HostReport | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as HostReport);
}

function print({ tests, passed, failed, skipped }: HostReport): void {
  const marks = { passed: '✓', failed: '✗', skipped: '↓' };
  for (const { title, outcome, milliseconds, error } of tests) {
    console.log(` ${marks[outcome]} ${title} ${milliseconds} ms`);
    if (error !== undefined) console.error(error.replace(/^/gm, '     '));
  }
  console.log(
    `Extension host: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
  );
}

async function keepLogs(server: VsCodeServer, browser: Browser): Promise<void> {
  const folder = join(results, 'host-failure');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await browser.pages()[0]?.screenshot({ path: join(folder, 'window.png') });
  for (const path of server.logs) await cp(path, join(folder, path.split('/').at(-1)!), { recursive: true });
  console.error(`Screenshot and logs: ${folder}`);
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof HostUnavailable)) throw error;
  console.log(error.message);
  // In CI `scripts/test.mjs` counts it as failed.
  const report: HostReport = { passed: 0, failed: 0, skipped: 1, tests: [] };
  await writeFile(join(results, 'host.json'), JSON.stringify(report));
  process.exitCode = process.env['CI'] ? 1 : 0;
}
