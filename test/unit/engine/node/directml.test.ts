import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { worded } from '../../../../src/channel/l10n';
import { missingDirectMl } from '../../../../src/engine/node/directml';

const windows = { platform: 'win32', arch: 'x64' } as const;
let runtime: string;
beforeAll(async () => {
  runtime = await mkdtemp(join(tmpdir(), 'stylize-directml-'));
  await mkdir(join(runtime, 'bin/napi-v6/win32/x64'), { recursive: true });
});
afterAll(() => rm(runtime, { recursive: true }));

it('DirectML is missing on Windows where its library does not lie beside the runtime', async () => {
  expect(worded(missingDirectMl(runtime, windows)!)).toContain('webgpu');
  expect(missingDirectMl(runtime, { platform: 'linux', arch: 'x64' })).toBeUndefined();

  await writeFile(join(runtime, 'bin/napi-v6/win32/x64/DirectML.dll'), '');

  expect(missingDirectMl(runtime, windows)).toBeUndefined();
});
