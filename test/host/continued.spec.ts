import assert from 'node:assert';

import * as vscode from 'vscode';

import type { App } from '../../src/extension/app';
import type { Run } from '../../src/extension/model/runs/run';
import { choose, exists, inWorkspace, openApp, readPixels, start, steps } from './support';

describe('a picture that is painted on', () => {
  const photo = inWorkspace('photo.png');
  const result = inWorkspace('photo.stylized.png');
  let app: App;

  before(async () => {
    app = await openApp();
    await choose(app, photo);
    await (
      await start(app)
    ).ended;
    await vscode.commands.executeCommand('stylize.save');
  });
  after(async () => {
    for (const name of ['photo.stylized.png', 'photo.stylized-2.png']) {
      const uri = inWorkspace(name);
      if (await exists(uri)) await vscode.workspace.fs.delete(uri);
    }
  });

  /** Runs a command that asks, takes the first answer, and resolves with the run that it begins. */
  async function first(command: string, ...args: unknown[]): Promise<Run> {
    const before = new Set(app.store.runs.all);
    const asked = Promise.resolve(vscode.commands.executeCommand(command, ...args));
    const state = { isOver: false };
    void asked.finally(() => {
      state.isOver = true;
    });
    while (!state.isOver) {
      // The list may not be there yet, or still be empty.
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await asked;
    const begun = app.store.runs.all.find((run) => !before.has(run));
    assert.ok(begun, 'Nothing has begun.');
    return begun;
  }

  it('becomes twice as large, with the command for its file', async () => {
    const run = await first('stylize.finishLarger', result);

    assert.strictEqual(run.subject.choices.changes['initial.image'], 'file');
    const { state, picture } = await run.ended;
    assert.strictEqual(state, 'done');
    assert.deepStrictEqual([picture?.width, picture?.height], [192, 144]);
    await vscode.commands.executeCommand('stylize.save');
    assert.strictEqual((await readPixels(inWorkspace('photo.stylized-2.png'))).width, 192);
  });

  it('gets more iterations, with the command for the viewer', async () => {
    const before = app.viewers.active?.id;
    assert.ok(before !== undefined, 'No picture is open.');

    const run = await first('stylize.moreIterations');

    assert.strictEqual(run.subject.choices.changes['initial.image'], 'file');
    run.cancel();
    await run.ended;
  });

  it('is stopped first while it is being painted', async () => {
    await choose(app, photo, 5000);
    const run = await start(app);
    await steps(run, 2);

    const next = await first('stylize.finishLarger');

    assert.strictEqual(run.state, 'stopped');
    assert.strictEqual(app.store.runs.active, next);
    next.cancel();
    await next.ended;
  });

  it('is nothing to resume, and the command says so', async () => {
    await vscode.commands.executeCommand('stylize.resumeInterrupted');

    assert.strictEqual(app.interruptions.any, false);
  });
});
