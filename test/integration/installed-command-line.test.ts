import { execFile } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import sharp from 'sharp';
import { expect, it } from 'vitest';

import { version } from '../../package.json';
import { useWorkspace } from '../support/cli/workspace';
import { writeWaves } from '../support/pictures/pictures';

const root = fileURLToPath(new URL('../../', import.meta.url));
const workspace = useWorkspace();
const run = promisify(execFile);

it('the command line, packed and installed into an empty folder, paints a picture', async () => {
  const { folder, home } = workspace;
  await run(process.execPath, ['scripts/package.mjs', '--command-line', '--out', folder], { cwd: root });
  const tarball = `stylize-${version}.tgz`;
  expect(await readdir(folder)).toEqual([tarball]);

  // As the README says: without install scripts. A shell, because npm is a script on Windows.
  await writeFile(workspace.path('package.json'), '{ "private": true }');
  await run(`npm install --ignore-scripts --prefer-offline --no-audit --no-fund ./${tarball}`, {
    cwd: folder,
    shell: true,
  });
  await writeWaves(workspace.path('photo.png'), 1, 64, 48);
  await writeWaves(workspace.path('brush.png'), 2, 64, 64);
  const stylize = (args: string) =>
    run(`npx --no -- stylize ${args}`, {
      cwd: folder,
      shell: true,
      env: { ...process.env, STYLIZE_HOME: home },
    });
  expect((await stylize('--version')).stdout.trim()).toBe(version);
  await stylize('run photo.png --style brush.png --size 64 --iterations 3 --device cpu');

  expect(await sharp(workspace.path('photo.stylized.png')).metadata()).toMatchObject({
    width: 64,
    height: 48,
  });
  const installed = await readdir(join(folder, 'node_modules/stylize'), { recursive: true });
  expect(installed).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'ThirdPartyNotices.txt']));
  expect(installed.filter((name) => /extension|webview|\.map$/.test(name))).toEqual([]);
}, 300_000);
