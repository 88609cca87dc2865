import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { hasNativeParts } from '../../../../src/client/process/native-parts';
import { useClients } from '../../../support/client/fake-engine';

const { create } = useClients();

let folder: string;
let bundle: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-native-'));
  bundle = join(folder, 'dist', 'engine.js');
  await mkdir(join(folder, 'dist'));
});
afterEach(() => rm(folder, { recursive: true }));

async function installRuntime(platform: string, arch: string): Promise<void> {
  const runtime = join(folder, 'node_modules/onnxruntime-node');
  const natives = join(runtime, 'bin/napi-v6', platform, arch);
  await mkdir(natives, { recursive: true });
  await writeFile(join(runtime, 'package.json'), '{}');
  await writeFile(join(natives, 'onnxruntime_binding.node'), '');
}

it('an installation has native parts for the machines that its ONNX Runtime was built for', async () => {
  expect(hasNativeParts(bundle)).toBe(false);

  await installRuntime('linux', 'arm64');

  expect(hasNativeParts(bundle, { platform: 'linux', arch: 'arm64' })).toBe(true);
  expect(hasNativeParts(bundle, { platform: 'linux', arch: 'x64' })).toBe(false);
  expect(hasNativeParts(bundle, { platform: 'darwin', arch: 'arm64' })).toBe(false);
});

it('an engine that cannot start for want of them says so, and where Stylize paints', async () => {
  await writeFile(bundle, "throw new Error('Cannot find module');");
  const { client } = create('normal', { program: { bundle, env: { PATH: '', Path: '' } } });

  await expect(client.request('devices', {})).rejects.toMatchObject({
    code: 'engine-failed',
    message: `Stylize cannot paint on this machine: this package of it has no native parts for ${process.platform}-${process.arch}.`,
    hint: expect.stringContaining('Apple silicon') as string,
  });
});

it('an engine that fails with native parts in place is not blamed on them', async () => {
  await installRuntime(process.platform, process.arch);
  await writeFile(bundle, "throw new Error('Something else');");
  const { client } = create('normal', { program: { bundle, env: { PATH: '', Path: '' } } });

  await expect(client.request('devices', {})).rejects.toMatchObject({
    message: expect.stringContaining('could not be started') as string,
  });
});
