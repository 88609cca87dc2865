import assert from 'node:assert';
import { join } from 'node:path';

import sharp from 'sharp';
import * as vscode from 'vscode';

import type { App } from '../../src/extension/app';
import { inWorkspace, openApp, start } from './support';

const fixture = (name: string) => join(__dirname, '../../test/unit/engine/network/styles/fixtures', name);

describe('a fast style', () => {
  let app: App;

  before(async () => {
    app = await openApp();
    await app.store.load();
  });
  after(async () => {
    await app.store.selectRecipe('studio');
    for (const { name } of await app.engine.request('fastStyles', {}))
      await app.engine.request('removeFastStyle', { name });
    await app.store.catalog.reloadRecipes();
  });

  for (const file of ['johnson.pth', 'zoo.onnx']) {
    it(`of ${file} is imported, is listed as a recipe, and paints without a style picture`, async () => {
      const { store } = app;
      const { name } = await app.engine.request('importFastStyle', { file: fixture(file), license: 'CC0' });
      await store.catalog.reloadRecipes();
      assert.ok(store.catalog.recipes.some((recipe) => recipe.name === name));

      store.selection.setStyles([]);
      // First the recipe: another would ask which style.
      await store.selectRecipe(name);
      await vscode.commands.executeCommand('stylize.stylizeImage', inWorkspace('photo.png'));
      await store.change('size', 96);
      await store.change('strength', 0.8);
      const run = await start(app);
      const { state, picture } = await run.ended;

      assert.strictEqual(state, 'done');
      const { width, height } = await sharp(vscode.Uri.parse(picture!.uri).fsPath).metadata();
      assert.strictEqual(Math.max(width, height), 96);
    });
  }

  it('asks for a style again where the recipe needs one', async () => {
    await app.store.selectRecipe('studio');

    await assert.rejects(app.store.start(), { code: 'usage' });
  });
});
