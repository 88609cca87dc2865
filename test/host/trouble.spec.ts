import assert from 'node:assert';
import { execFileSync } from 'node:child_process';
import { rm, truncate, writeFile } from 'node:fs/promises';

import * as vscode from 'vscode';

import { worded } from '../../src/channel/l10n';
import type { App } from '../../src/extension/app';
import { choose, inWorkspace, openApp, start, steps, stored } from './support';

describe('trouble', () => {
  let app: App;

  before(async () => {
    app = await openApp();
  });

  it('of an engine that is killed is told, and the run goes on by itself in another', async () => {
    await choose(app, inWorkspace('photo.png'), 5000);
    const run = await start(app);
    const told: string[] = [];
    run.onRecovery((message) => told.push(worded(message)));
    await stored(run);
    const { pid } = app.engine;
    assert.ok(pid !== undefined, 'The engine runs in no process.');

    process.kill(pid, 'SIGKILL');
    await steps(run, 3);

    assert.match(told.join(), /^The engine was lost, .* The run goes on from iteration \d+/);
    assert.deepStrictEqual(
      run.remarks.slice(-1).map((remark) => worded(remark)),
      told,
    );
    assert.notStrictEqual(app.engine.pid, pid);
    await vscode.commands.executeCommand('stylize.stop');
    assert.strictEqual((await run.ended).state, 'stopped');
    await app.store.change('iterations', 2);
    assert.strictEqual((await (await start(app)).ended).state, 'done');
  });

  it('of a file that is no picture names the file', async () => {
    await choose(app, inWorkspace('broken.png'));
    const run = await start(app);
    const { state, error } = await run.ended;

    assert.strictEqual(state, 'failed');
    assert.strictEqual(error?.code, 'bad-image');
    assert.match(`${error.message} ${error.file ?? ''}`, /broken\.png/);
  });

  it('of a picture to start from that is named without its folder is told with the reason', async () => {
    await choose(app, inWorkspace('photo.png'));
    // Also where a file of that name is in the folder that the engine happens to run in.
    await app.store.changeAll({ 'initial.file': 'package.json', 'initial.image': 'file' });
    const run = await start(app);
    const { state, error } = await run.ended;

    assert.strictEqual(state, 'failed');
    assert.strictEqual(error?.code, 'file-not-found');
    assert.strictEqual(error.message, 'package.json, the picture to start from, cannot be found.');
    assert.match(error.hint ?? '', /whole path/);
    await app.store.reset();
  });

  it('of a picture that is gone is told before anything starts', async () => {
    await choose(app, inWorkspace('photo.png'));
    const before = app.store.selection.choices.content;

    await vscode.commands.executeCommand('stylize.stylizeImage', inWorkspace('gone.png'));

    assert.deepStrictEqual(app.store.selection.choices.content, before);
  });

  it('of what is no ordinary file, or a huge one, is told before anything is read', async () => {
    await choose(app, inWorkspace('photo.png'));
    const before = app.store.selection.choices.content;
    const [pipe, huge] = [inWorkspace('pipe.png'), inWorkspace('huge.png')];
    // Windows has no pipes among its files.
    if (process.platform !== 'win32') execFileSync('mkfifo', [pipe.fsPath]);
    await writeFile(huge.fsPath, '');
    await truncate(huge.fsPath, 2 ** 31);

    for (const uri of [pipe, huge]) {
      await vscode.commands.executeCommand('stylize.stylizeImage', uri);
      assert.deepStrictEqual(app.store.selection.choices.content, before);
    }
    await rm(pipe.fsPath, { force: true });
    await rm(huge.fsPath);
  });

  it('of a picture in the queue does not hold up those after it', async () => {
    await choose(app, inWorkspace('photo.png'), 5000);
    const first = await start(app);
    await app.store.change('iterations', 2);
    await vscode.commands.executeCommand('stylize.stylizeImage', inWorkspace('broken.png'));
    await vscode.commands.executeCommand('stylize.start');
    await vscode.commands.executeCommand('stylize.stylizeImage', inWorkspace('brush.png'));
    await vscode.commands.executeCommand('stylize.start');

    assert.strictEqual(app.store.runs.active, first);
    const [broken, brush] = app.store.runs.queue;
    assert.deepStrictEqual([broken?.state, brush?.state], ['queued', 'queued']);
    first.cancel();

    assert.strictEqual((await broken!.ended).state, 'failed');
    assert.strictEqual((await brush!.ended).state, 'done');
  });
});
