import assert from 'node:assert';

import sharp from 'sharp';
import * as vscode from 'vscode';

import type { App } from '../../src/extension/app';
import { until } from '../ui/support/until';
import { choose, exists, inWorkspace, openApp, readPixels, start, type Pixels } from './support';

describe('a mask', () => {
  const photo = inWorkspace('photo.png');
  const result = inWorkspace('photo.stylized.png');
  let app: App;

  before(async () => {
    app = await openApp();
  });
  afterEach(async () => {
    app.store.selection.setStyles([]);
    if (await exists(result)) await vscode.workspace.fs.delete(result);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  /** As the editor does it: white on the right half of the picture. */
  async function paintRightHalf(): Promise<string> {
    const { store } = app;
    const png = await sharp({ create: { width: 128, height: 192, channels: 3, background: 'white' } })
      .extend({ left: 128, background: 'black' })
      .toColourspace('b-w')
      .png()
      .toBuffer();
    const [style] = store.selection.choices.styles;
    const mask = await store.masks.write(photo.toString(), style!.uri, png);
    assert.ok(mask !== undefined);
    return mask;
  }

  it('keeps its style to its region in a run, and is known by the result', async () => {
    await choose(app, photo, 30);
    const mask = await paintRightHalf();
    await (
      await start(app)
    ).ended;
    await vscode.commands.executeCommand('stylize.save');

    const painting = await readPixels(result);
    const { width, height } = painting;
    const data = await sharp(photo.fsPath).resize(width, height).removeAlpha().raw().toBuffer();
    const [left, right] = [
      difference(painting, { data, width, height }, 0, 40),
      difference(painting, { data, width, height }, 56, 96),
    ];
    assert.ok(
      right > 2 * left,
      `The left half is ${left} from the photograph, the right one, the style's, ${right}.`,
    );

    app.store.selection.setStyles([]);
    await vscode.commands.executeCommand('stylize.againFromImage', result);
    const [recalled] = app.store.selection.choices.styles;
    assert.strictEqual(recalled?.mask?.uri, mask);
    assert.strictEqual(recalled.mask.content, photo.toString());
  });

  it('is painted in one editor, whichever style it is for', async () => {
    await choose(app, photo);
    await app.actions.addGalleryStyle('mosaic');

    await vscode.commands.executeCommand('stylize.paintMask');
    await app.actions.paintMask(app.store.selection.choices.styles[1]!.uri);

    const tabs = () =>
      vscode.window.tabGroups.all.flatMap(({ tabs }) =>
        tabs.filter(({ label }) => label.startsWith('Masks')),
      );
    await until('there is a tab', () => tabs().length > 0);
    assert.deepStrictEqual(
      tabs().map(({ label }) => label),
      ['Masks of photo.png'],
    );
  });

  it('that is removed leaves its style everywhere', async () => {
    await choose(app, photo);
    await paintRightHalf();

    await app.actions.removeMask(app.store.selection.choices.styles[0]!.uri);

    assert.strictEqual(app.store.selection.choices.styles[0]?.mask, undefined);
  });
});

/** The mean absolute difference of two pictures in the columns from `first` to before `end`. */
function difference({ data, width, height }: Pixels, other: Pixels, first: number, end: number): number {
  let sum = 0;
  for (let y = 0; y < height; y++) {
    for (let i = 3 * (y * width + first); i < 3 * (y * width + end); i++) {
      sum += Math.abs(data[i]! - other.data[i]!);
    }
  }
  return sum / (3 * height * (end - first));
}
