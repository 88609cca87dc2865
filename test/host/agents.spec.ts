import assert from 'node:assert';
import { writeFile } from 'node:fs/promises';

import sharp from 'sharp';
import * as vscode from 'vscode';

import { toolNames } from '../../src/agents/names';
import type { App } from '../../src/extension/app';
import { exists, extension, idle, inWorkspace, openApp, readPixels } from './support';

interface DataPart {
  readonly mimeType: string;
  readonly data: Uint8Array;
}

const isText = (part: unknown): part is vscode.LanguageModelTextPart =>
  part instanceof vscode.LanguageModelTextPart;
const isData = (part: unknown): part is DataPart =>
  typeof part === 'object' && part !== null && 'mimeType' in part;

/** What a model gets when it calls a tool. */
async function invoke(name: string, input: object, token?: vscode.CancellationToken) {
  const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined }, token);
  return {
    text: content
      .filter(isText)
      .map(({ value }) => value)
      .join('\n'),
    picture: content.find(isData),
  };
}

const idIn = (text: string): string => /Run ([\w-]+):/.exec(text)![1]!;

describe('the tools of language models', () => {
  const order = {
    image: 'photo.png',
    styles: [{ style: 'waves' }, { style: 'brush.png', weight: 2 }],
    size: 96,
    settings: { iterations: 3 },
  };
  const long = { ...order, settings: { iterations: 5000 } };
  let app: App;

  before(async () => {
    app = await openApp();
    // In place of the person who allows what VS Code asks.
    const mode = 'vscode.chat.tools.global.autoApprove.testMode';
    await vscode.commands.executeCommand('setContext', mode, true);
    const { Global } = vscode.ConfigurationTarget;
    await vscode.workspace.getConfiguration('chat').update('tools.global.autoApprove', true, Global);
  });
  after(() => idle(app));
  afterEach(async () => {
    app.store.runs.active?.cancel();
    await idle(app);
    for (const name of ['photo.stylized.png', 'photo.stylized-2.png', 'art.webp']) {
      const uri = inWorkspace(name);
      if (await exists(uri)) await vscode.workspace.fs.delete(uri);
    }
  });

  it('are there, as the manifest declares them', () => {
    const found = vscode.lm.tools.filter(({ name }) => toolNames.some((known) => known === name));

    assert.deepStrictEqual(found.map(({ name }) => name).sort(), [...toolNames].sort());
    const { contributes } = extension().packageJSON as {
      contributes: { languageModelTools: { name: string; modelDescription: string; inputSchema: object }[] };
    };
    for (const { name, modelDescription, inputSchema } of contributes.languageModelTools) {
      const tool = found.find((each) => each.name === name)!;
      assert.strictEqual(tool.description, modelDescription);
      assert.deepStrictEqual(tool.inputSchema, inputSchema);
    }
  });

  it('stylize a picture, save it, and give it back; the run is in the history', async () => {
    const { text, picture } = await invoke('stylize_image', order);

    const saved = inWorkspace('photo.stylized.png');
    const painted = await readPixels(saved);
    assert.deepStrictEqual([painted.width, painted.height], [96, 72]);
    assert.ok(text.includes(saved.fsPath), text);
    if ('LanguageModelDataPart' in vscode) {
      assert.strictEqual(picture?.mimeType, 'image/jpeg');
      const { format, width } = await sharp(picture.data).metadata();
      assert.deepStrictEqual([format, width], ['jpeg', 96]);
    }
    const run = app.store.runs.find(idIn(text));
    assert.strictEqual(run?.state, 'done');
    assert.strictEqual(run.saved, saved.toString());
    assert.deepStrictEqual(
      run.subject.choices.styles.map(({ weight }) => weight),
      [0.5, 1],
    );
    assert.ok(app.viewers.isVisible(run.id), 'The person does not see it.');
  });

  it('leave the person’s choices alone, and wait behind the person’s runs', async () => {
    const { store } = app;
    const before = store.selection.choices;
    const first = await invoke('stylize_image', { ...long, wait_seconds: 1 });
    const second = await invoke('stylize_image', { ...order, wait_seconds: 0 });

    assert.match(first.text, /Iteration \d+ of 5000/);
    assert.match(second.text, /It waits for its turn/);
    assert.deepStrictEqual(store.selection.choices, before);
    const listed = await invoke('get_run', {});
    assert.ok(listed.text.indexOf(idIn(second.text)) < listed.text.indexOf(idIn(first.text)));

    store.runs.active?.cancel();
    const { text } = await invoke('get_run', { run: idIn(second.text), wait_seconds: 60 });
    assert.match(text, /Done: 3 iterations/);
    assert.match(text, /photo\.stylized\.png/);
  });

  it('write where the agent wants, in that format', async () => {
    const { text } = await invoke('stylize_image', { ...order, output: 'art.webp' });

    const target = inWorkspace('art.webp');
    assert.strictEqual((await sharp(target.fsPath).metadata()).format, 'webp');
    assert.ok(text.includes(target.fsPath), text);
    await assert.rejects(invoke('stylize_image', { ...order, output: 'art.webp' }), /art\.webp/);
  });

  it('end a run when the call is cancelled', async () => {
    const source = new vscode.CancellationTokenSource();
    const before = app.store.runs.all.length;
    const call = invoke('stylize_image', { ...long, wait_seconds: 600 }, source.token);
    call.catch(() => undefined);
    await new Promise<void>((resolve) => {
      const stop = app.store.runs.onProgress(() => {
        stop();
        resolve();
      });
    });

    source.cancel();

    await assert.rejects(call);
    await idle(app);
    assert.strictEqual(app.store.runs.all.length, before + 1);
    assert.strictEqual(app.store.runs.all.at(-1)?.state, 'cancelled');
  });

  it('show styles and comparisons', async () => {
    const styles = await invoke('list_styles', {});
    const sheet = await invoke('compare', { pictures: ['photo.png', 'album/one.png'] });

    assert.match(styles.text, /- mosaic: /);
    assert.match(sheet.text, /- one\.png/);
    if ('LanguageModelDataPart' in vscode) assert.ok(styles.picture && sheet.picture);
  });

  it('say what is wrong, in words', async () => {
    const outside = process.env['STYLIZE_TEST_OUTSIDE']!;
    const recipe = inWorkspace('agent.stylize.json');
    await writeFile(
      recipe.fsPath,
      JSON.stringify({ extends: 'studio', initial: { image: 'file', file: outside } }),
    );
    const wrong: readonly (readonly [object, RegExp])[] = [
      [{ image: outside }, /outside the folders that agents may use/],
      [{ recipe: 'agent.stylize.json' }, /outside the folders that agents may use/],
      [{ image: 'none.png' }, /none\.png cannot be found/],
      [{ image: 'broken.png' }, /not a picture/],
      [{ styles: [{ style: 'cubism' }] }, /no style "cubism"/],
      [{ settings: { 'style.wieght': 2 } }, /style\.wieght/],
    ];
    for (const [change, message] of wrong)
      await assert.rejects(invoke('stylize_image', { ...order, ...change }), message);
    await vscode.workspace.fs.delete(recipe);
  });

  it('ask the person first, in plain words that no model can turn into a link', () => {
    const { confirmationMessages } = app.agentTools.prepare('stylize_image', {
      ...order,
      image: '[photo](command:workbench.action.quit)',
    });

    const message = confirmationMessages?.message as vscode.MarkdownString;
    assert.ok(message.value.includes('brush\\.png'), message.value);
    assert.ok(!/(?<!\\)[[\]()<]/.test(message.value), message.value);
    for (const name of ['list_styles', 'get_run', 'compare'] as const)
      assert.strictEqual(app.agentTools.prepare(name, {}).confirmationMessages, undefined);
  });
});
