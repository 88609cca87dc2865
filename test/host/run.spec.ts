import assert from 'node:assert';

import sharp from 'sharp';
import * as vscode from 'vscode';

import type { App } from '../../src/extension/app';
import type { Preview } from '../../src/extension/model/runs/run';
import { choose, exists, inWorkspace, openApp, readPixels, start, steps } from './support';

describe('a run', () => {
  const photo = inWorkspace('photo.png');
  const result = inWorkspace('photo.stylized.png');
  let app: App;

  before(async () => {
    app = await openApp();
  });
  afterEach(async () => {
    for (const name of ['photo.stylized.png', 'photo.stylized-2.png']) {
      const uri = inWorkspace(name);
      if (await exists(uri)) await vscode.workspace.fs.delete(uri);
    }
  });

  it('paints a picture that Save puts next to its source', async () => {
    await choose(app, photo);
    const run = await start(app);

    assert.strictEqual((await run.ended).state, 'done');
    assert.strictEqual(await exists(result), false, 'Nothing is written before Save.');
    await vscode.commands.executeCommand('stylize.save');

    const painted = await readPixels(result);
    assert.deepStrictEqual([painted.width, painted.height], [96, 72]);
    const source = await readPixels(photo);
    assert.deepStrictEqual([source.width, source.height], [256, 192], 'The source is as it was.');
    assert.ok(new Set(painted.data).size > 50, 'The picture has next to no colours.');
  });

  it('never replaces a result: the next one gets a number', async () => {
    await choose(app, photo);
    for (let count = 0; count < 2; count++) {
      const run = await start(app);
      await run.ended;
      await vscode.commands.executeCommand('stylize.save');
    }

    assert.ok(await exists(result));
    assert.ok(await exists(inWorkspace('photo.stylized-2.png')));
  });

  it('shows previews and falling losses on its way', async () => {
    await choose(app, photo, 5000);
    const run = await start(app);
    const previews: Preview[] = [];
    await new Promise<void>((resolve, reject) => {
      run.onPreview((preview) => {
        previews.push(preview);
        if (previews.length === 3) resolve();
      });
      void run.ended.then(({ state }) => {
        reject(new Error(`The run is ${state} already.`));
      });
    });
    run.cancel();
    await run.ended;

    for (const { png } of previews) {
      assert.strictEqual(png.byteLength, png.buffer.byteLength, 'A webview gets the whole buffer.');
      assert.strictEqual((await sharp(png).metadata()).format, 'png');
    }
    const iterations = previews.map(({ iteration }) => iteration);
    assert.ok(iterations[0]! < iterations[1]! && iterations[1]! < iterations[2]!, iterations.join(', '));
    const losses = run.losses.since();
    assert.ok(losses.at(-1)!.total < losses[0]!.total, 'The loss has not fallen.');
  });

  it('stands still while it is paused, and goes on', async () => {
    await choose(app, photo, 5000);
    const run = await start(app);
    await steps(run, 2);

    await vscode.commands.executeCommand('stylize.pause');
    assert.strictEqual(run.state, 'paused');
    await vscode.commands.executeCommand('stylize.resume');
    await steps(run, 2);
    assert.strictEqual(run.state, 'running');

    app.store.runs.active?.cancel();
    await run.ended;
  });

  it('keeps what there is when it is stopped', async () => {
    await choose(app, photo, 5000);
    const run = await start(app);
    await steps(run, 2);

    await vscode.commands.executeCommand('stylize.stop');
    assert.strictEqual((await run.ended).state, 'stopped');
    await vscode.commands.executeCommand('stylize.save');

    assert.strictEqual((await readPixels(result)).width, 96);
  });

  it('leaves nothing when it is cancelled, and another can follow', async () => {
    await choose(app, photo, 5000);
    const run = await start(app);
    await steps(run, 1);

    await vscode.commands.executeCommand('stylize.cancel');
    assert.strictEqual((await run.ended).state, 'cancelled');

    assert.ok(!app.store.runs.results.includes(run));
    await app.store.change('iterations', 2);
    assert.strictEqual((await (await start(app)).ended).state, 'done');
  });

  it('can be repeated with other content', async () => {
    await choose(app, photo, 2);
    await (
      await start(app)
    ).ended;

    await vscode.commands.executeCommand('stylize.again', inWorkspace('brush.png'));
    const again = app.store.runs.current;

    assert.strictEqual(again?.subject.content.name, 'brush.png');
    assert.strictEqual((await again.ended).state, 'done');
  });
});
