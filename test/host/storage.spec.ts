import assert from 'node:assert';
import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, sep } from 'node:path';

import * as vscode from 'vscode';

import { PictureFiles } from '../../src/extension/pictures/picture-files';
import { placeOf } from '../../src/extension/pictures/place';
import { exists, inWorkspace } from './support';

describe('pictures that were dropped', () => {
  let folder: string;
  let shared: PictureFiles;
  let own: PictureFiles;
  const bytes = new Uint8Array([1, 2, 3]);

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stylize-storage-'));
    const context = {
      globalStorageUri: vscode.Uri.file(join(folder, 'global')),
      storageUri: vscode.Uri.file(join(folder, 'workspace')),
      extensionUri: vscode.Uri.file(join(folder, 'extension')),
    };
    const onError = (thrown: unknown) => {
      throw thrown;
    };
    own = new PictureFiles(context, onError);
    shared = new PictureFiles({ ...context, storageUri: undefined }, onError);
  });
  after(() => rm(folder, { recursive: true }));

  it('are kept as long as something is painted with them, and then removed', async () => {
    const [used, unused] = [await own.keep('used.png', bytes), await own.keep('unused.png', bytes)];

    await own.prune(new Set([used.toString()]));

    assert.deepStrictEqual([await exists(used), await exists(unused)], [true, false]);
    assert.strictEqual(await exists(vscode.Uri.joinPath(unused, '..')), false);
  });

  it('of a window without a folder wait until no other window can need them', async () => {
    const [recent, old] = [await shared.keep('recent.png', bytes), await shared.keep('old.png', bytes)];
    const long = new Date(Date.now() - 100 * 86_400_000);
    await utimes(vscode.Uri.joinPath(old, '..').fsPath, long, long);

    await shared.prune(new Set());

    assert.deepStrictEqual([await exists(recent), await exists(old)], [true, false]);
  });

  it('are said to be that, and others by their folders as the window names them', async () => {
    const dropped = await own.keep('used.png', bytes);
    const name = vscode.workspace.workspaceFolders?.[0]?.name ?? '';

    assert.strictEqual(placeOf(dropped, own), 'Was dropped here');
    assert.strictEqual(placeOf(inWorkspace('photo.png'), own), name);
    assert.strictEqual(placeOf(inWorkspace('album', 'one.png'), own), `${name}/album`);
    const elsewhere = vscode.Uri.file('/elsewhere/pictures');
    assert.strictEqual(placeOf(vscode.Uri.joinPath(elsewhere, 'one.png'), own), elsewhere.fsPath);
    const home = vscode.Uri.file(homedir());
    assert.strictEqual(placeOf(vscode.Uri.joinPath(home, 'one.png'), own), '~');
    assert.strictEqual(placeOf(vscode.Uri.joinPath(home, 'trip', 'one.png'), own), `~${sep}trip`);
  });
});
