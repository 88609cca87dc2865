import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { NetworkStore } from '../../../../../src/engine/network/store';
import { writeNetwork } from '../../../../../src/engine/network/weight-file';
import { WeightsInstaller } from '../../../../../src/engine/node/download/installer';
import { readForeignNetwork } from '../../../../../src/engine/node/weights/read-foreign';
import { countedNetwork, fixture } from '../../network/importers/fixtures';
import { breakingAfter, FileServer, stallingAfter } from './servers';

const counted = countedNetwork();

let userFolder: string;
let server: FileServer;
let store: NetworkStore;
let installer: WeightsInstaller;
beforeEach(async () => {
  userFolder = await mkdtemp(join(tmpdir(), 'stylize-installer-'));
  server = new FileServer({ body: await readFile(fixture('visual-geometry-group.pth')), etag: '"one"' });
  store = new NetworkStore({
    userFolder,
    bundledFolder: resolve('media/networks'),
    expected: counted.description,
    readForeign: readForeignNetwork,
  });
  installer = new WeightsInstaller({ store, userFolder });
});
afterEach(async () => {
  await server.close();
  await rm(userFolder, { recursive: true });
});

async function install() {
  const url = await server.checkedUrl('/models/weights.pth');
  const { signal } = new AbortController();
  return installer.install({
    url,
    proxy: { bypass: ['*'] },
    replace: false,
    signal,
    onProgress: () => undefined,
  });
}

test('a download becomes a network, which knows where it is from, and nothing else stays', async () => {
  server.behaviours.push(breakingAfter(5000));

  const summary = await install();

  expect(summary).toMatchObject({ name: 'vgg19', installed: true });
  expect(summary.convention).toContain('Caffe');
  const { parameters, provenance } = await store.load('vgg19');
  expect(provenance).toMatchObject({ source: 'weights.pth' });
  expect(parameters.get('conv3_2')).toEqual(counted.parameters.get('conv3_2'));
  expect(await readdir(join(userFolder, 'downloads'))).toEqual([]);
});

test('what is no network is refused, and not kept', async () => {
  server.file = { body: Buffer.from('no network'), etag: undefined };

  await expect(install()).rejects.toMatchObject({ code: 'bad-weights' });

  expect(await readdir(join(userFolder, 'downloads'))).toEqual([]);
});

test('a file that is what its address says replaces other weights, and no other file does unasked', async () => {
  await store.importFile(fixture('visual-geometry-group.pth'));
  const other = join(userFolder, 'other.safetensors');
  const kernel = counted.parameters.get('conv1_1')!.kernel.map((value) => 2 * value);
  const parameters = new Map(counted.parameters).set('conv1_1', {
    kernel,
    bias: counted.parameters.get('conv1_1')!.bias,
  });
  await writeNetwork({ ...counted, parameters }, other, { provenance: { source: 'test' } });
  await store.importFile(other, { replace: true });

  await install();

  const { sha256 } = await store.load('vgg19');
  expect(sha256).toBe((await store.load(fixture('visual-geometry-group.pth'))).sha256);
});

test('there is one download at a time, and it can be stopped', async () => {
  server.behaviours.push(stallingAfter(1000));
  const first = install();
  const failed = expect(first).rejects.toMatchObject({ code: 'cancelled' });

  await expect(install()).rejects.toMatchObject({ code: 'busy' });
  await installer.stop();

  await failed;
  expect((await install()).name).toBe('vgg19');
});
