import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runTests } from '@vscode/test-electron';

import { buildHostSuite } from './build-host-suite';
import { createFixture } from './fixture';
import { placeExtension } from './package';

/*
 * Runs the tests of `test/host` in a desktop VS Code, which it downloads: the newest, or the version that
 * `STYLIZE_VSCODE_VERSION` names.
 */

const root = process.cwd();
const version = process.env['STYLIZE_VSCODE_VERSION'];
const folder = await mkdtemp(join(tmpdir(), 'stylize-host-'));
try {
  const fixture = await createFixture(folder);
  const extension = await placeExtension(root, join(folder, 'extension'));
  process.exitCode = await runTests({
    ...(version !== undefined && { version }),
    extensionDevelopmentPath: extension,
    extensionTestsPath: await buildHostSuite(root),
    extensionTestsEnv: {
      STYLIZE_HOME: join(folder, 'home'),
      STYLIZE_TEST_OUTSIDE: fixture.outside,
    },
    launchArgs: [fixture.workspace, '--disable-workspace-trust', '--disable-extensions'],
  });
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
