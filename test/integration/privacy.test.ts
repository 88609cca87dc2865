import { mkdir, readdir } from 'node:fs/promises';

import { expect, it } from 'vitest';

import { useWorkspace } from '../support/workspace';

const workspace = useWorkspace();

it('the runtime does not report what it does: it keeps no session in the folder for temporary files', async () => {
  const temporary = workspace.path('temporary');
  await mkdir(temporary);

  const { code, stderr } = await workspace.stylize(['devices'], {
    env: { TMPDIR: temporary, TEMP: temporary, TMP: temporary, ORT_DISABLE_TELEMETRY: '' },
  });

  expect(code, stderr).toBe(0);
  expect(await readdir(temporary)).toEqual([]);
});
