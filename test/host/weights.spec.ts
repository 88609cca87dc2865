import assert from 'node:assert';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import * as vscode from 'vscode';

import type { App } from '../../src/extension/app';
import { breakingAfter, FileServer } from '../unit/engine/node/download/servers';
import { choose, inWorkspace, openApp } from './support';

describe('weights of another program', () => {
  // They are read by a program of their own, which has to be where the engine looks for it.
  it('are read in the packaged extension', async () => {
    const app = await openApp();
    const file = join(__dirname, '../../test/unit/engine/network/importers/fixtures/torchvision.pth');

    await assert.rejects(app.engine.request('importWeights', { file }), {
      code: 'bad-weights',
      message: /kernel is 4×3×3×3/,
    });
  });
});

describe('the download of weights', () => {
  const server = new FileServer({ body: randomBytes(200_000), etag: '"one"' });
  let app: App;

  before(async () => {
    app = await openApp();
    await app.store.load();
    await useAddress(await server.checkedUrl());
  });
  after(async () => {
    await useAddress(undefined);
    await server.close();
  });

  it('tells how far it is, goes on where it broke off, and keeps no file that is no network', async () => {
    server.behaviours.push(breakingAfter(50_000));
    const amounts: (number | undefined)[][] = [];
    const stop = app.engine.on('download', ({ received, total }) => amounts.push([received, total]));

    await assert.rejects(app.actions.downloadWeights(), { code: 'bad-weights' });
    stop();

    assert.deepStrictEqual(amounts.at(-1), [200_000, 200_000]);
    assert.match(server.requests.at(-1)?.headers.range ?? '', /^bytes=\d+-$/);
    assert.strictEqual(isInstalled(), false);
  });

  it('is offered to a run that would lack them', async () => {
    await choose(app, inWorkspace('photo.png'), 2);
    await app.store.change('network', 'vgg19');

    await assert.rejects(app.store.start(), { code: 'network-missing' });
  });

  it('says at once that there is no connection', async () => {
    await server.close();

    await assert.rejects(app.actions.downloadWeights(), { code: 'offline' });
  });

  const isInstalled = () => app.store.catalog.networks.find(({ name }) => name === 'vgg19')?.installed;
});

function useAddress(url: string | undefined): Thenable<void> {
  return vscode.workspace
    .getConfiguration('stylize')
    .update('weights.url', url, vscode.ConfigurationTarget.Global);
}
