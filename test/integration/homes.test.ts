import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beforeEach, describe, expect, it } from 'vitest';

import { useWorkspace } from '../support/cli/workspace';
import { writeWaves } from '../support/pictures/pictures';

const workspace = useWorkspace();
const isWindows = process.platform === 'win32';

beforeEach(async () => {
  await writeWaves(workspace.path('photo.png'), 1, 48, 32);
  await writeWaves(workspace.path('style.png'), 2, 32, 48);
});

const paint = (env: NodeJS.ProcessEnv) =>
  workspace.run(['photo.png', '--style', 'style.png', '--size', '48', '--iterations', '1'], { env });

describe('a home that cannot be written', () => {
  const homes: [string, () => Promise<string> | string][] = [
    [
      'is a file',
      async () => {
        await writeFile(workspace.path('file'), '');
        return workspace.path('file');
      },
    ],
    ...(process.platform === 'linux'
      ? ([['cannot be made, under /proc', () => '/proc/nope']] as [string, () => string][])
      : []),
  ];

  it.each(homes)('does not keep a picture from being painted: it %s', async (_, makeHome) => {
    const { code, stderr } = await paint({ STYLIZE_HOME: await makeHome() });

    expect(code, stderr).toBe(0);
    expect((await stat(workspace.path('photo.stylized.png'))).size).toBeGreaterThan(100);
  });
});

it.skipIf(isWindows)('is made for the person alone, with its logs, whatever the umask', async () => {
  const home = join(workspace.home, 'new');
  const umask = process.umask(0);
  try {
    await paint({ STYLIZE_HOME: home });
  } finally {
    process.umask(umask);
  }

  for (const folder of [home, join(home, 'logs')]) expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect((await stat(join(home, 'logs', 'command-line.log'))).mode & 0o777).toBe(0o600);
});

it('says that the folder for temporary files is missing', async () => {
  const missing = workspace.path('no', 'such', 'folder');
  const { code, stderr } = await workspace.stylize(
    ['compare-recipes', 'photo.png', '--style', 'style.png', '--size', '48', '--out', 'sheet.png'],
    { env: { TMPDIR: missing, TEMP: missing, TMP: missing } },
  );

  expect(code).toBe(1);
  expect(stderr).toContain(`stylize: The folder for temporary files, ${missing}, does not exist.\n`);
  expect(stderr).toMatch(/^Create it, or set (?:TMPDIR|TEMP) to another folder\.$/m);
});

it('starts with more threads asked for than there are cores', async () => {
  const { code, stderr } = await paint({ STYLIZE_THREADS: '777' });

  expect(code, stderr).toBe(0);
});
