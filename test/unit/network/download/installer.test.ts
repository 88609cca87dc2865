import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { WeightsInstaller } from '../../../../src/engine/network/download/installer';
import { NetworkStore } from '../../../../src/engine/network/store';
import { countedNetwork, fixture } from '../importers/fixtures';
import { answering, breakingAfter, FileServer, stallingAfter } from './servers';

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
  });
  installer = new WeightsInstaller({ store, userFolder });
});
afterEach(async () => {
  await server.close();
  await rm(userFolder, { recursive: true });
});

async function install(signal = new AbortController().signal) {
  const url = await server.url('/models/weights.pth');
  return installer.install({ url, proxy: { bypass: ['*'] }, signal, onProgress: () => undefined });
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
  server.behaviours.push(answering(200, { 'content-type': 'application/octet-stream' }, 'no network'));

  await expect(install()).rejects.toMatchObject({ code: 'bad-weights' });

  expect(await readdir(join(userFolder, 'downloads'))).toEqual([]);
  expect((await install()).name).toBe('vgg19');
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
