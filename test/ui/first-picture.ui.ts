import type { Locator } from 'playwright-core';
import { expect, it } from 'vitest';

import { readPixels } from '../support/pictures/pictures';
import { describeWindow, type Editor } from './support/editor';
import { useWindow } from './support/journey';
import type { Panel } from './support/panel';
import { until } from './support/until';
import type { Viewer } from './support/viewer';
import type { Workbench } from './support/workbench';

describeWindow("a person's first picture", () => {
  let editor: Editor;
  let workbench: Workbench;
  let panel: Panel;
  let viewer: Viewer;

  useWindow({ settings: { 'stylize.size': 256 } }, (window) => {
    ({ editor, workbench, panel, viewer } = window);
  });

  it('begins with a right click on it, and a bundled style', async () => {
    await workbench.chooseInContextMenu('photo.png', 'Stylize Image…');
    await workbench.pick('Waves');

    await panel.text('photo.png').waitFor();
    await panel.slider('Style').waitFor();
    await panel.enter('Iterations', 250);
    await panel.button('Reset 1 change').waitFor();
    await expect.poll(() => panel.button('Start').isEnabled()).toBe(true);
  });

  it('is shown while it is being painted', async () => {
    const pressed = performance.now();
    await panel.button('Start').click();
    await viewer.picture.waitFor();
    const seconds = ((performance.now() - pressed) / 1000).toFixed(1);
    // A measurement, not a test: a busy machine takes longer.
    console.log(`First preview ${seconds} s after Start, at 256 px with the embedded network`);

    await viewer.changes(3);
    await panel.reaches('Running');
  });

  it('heeds a slider that is moved meanwhile', async () => {
    await panel.showChart();
    const before = await panel.totalLoss();

    await panel.slider('Style').press('End');

    await until('the loss responds', async () => (await panel.totalLoss()) > 5 * before);
    await panel.reaches('Running');
  });

  it('heeds a number that is typed meanwhile', async () => {
    await panel.enter('Content, number', 1234);

    await panel.button('Return Content to the recipe’s value').waitFor();
    await panel.reaches('Running');
  });

  it('can be paused and resumed', async () => {
    await panel.button('Pause').click();
    await panel.reaches('Paused');
    const paused = (await panel.iteration()) ?? 0;
    expect(await workbench.offersCommand('Stylize: Resume')).toBe(true);
    expect(await workbench.offersCommand('Stylize: Pause')).toBe(false);
    // The step under way is still taken.
    expect(await panel.iteration()).toBeLessThanOrEqual(paused + 1);

    await panel.button('Resume').click();
    await until('it goes on', async () => ((await panel.iteration()) ?? 0) > paused + 1);
  });

  it('is done, and saved next to its source', async () => {
    await panel.reaches('Done', 280_000);
    await workbench.runCommand('Stylize: Save Result');

    await workbench.showExplorer();
    await workbench.file('photo.stylized.png').waitFor();
    const painted = await readPixels(editor.path('photo.stylized.png'));
    const source = await readPixels(editor.path('photo.png'));
    expect(painted).toMatchObject({ width: 256, height: 192 });
    expect(Buffer.from(painted.data).equals(source.data)).toBe(false);
  });

  it('can be compared with its source by swiping', async () => {
    const result = await viewer.look();
    await viewer.button('Swipe').click();
    await viewer.divider.waitFor();

    await viewer.divider.press('Home');
    await until('the divider is at the left', async () => (await dividerValue()) === '0');
    const left = await viewer.look();
    await viewer.divider.press('End');
    await until('the divider is at the right', async () => (await dividerValue()) === '100');
    const right = await viewer.look();
    await drag(viewer.divider, -100);
    const middle = Number(await dividerValue());

    expect(new Set([result, left, right]).size).toBeGreaterThan(1);
    expect(left).not.toBe(right);
    expect(middle).toBeGreaterThan(0);
    expect(middle).toBeLessThan(100);
  });

  it('is there again when the window is reloaded', async () => {
    await workbench.storesEditors();
    await workbench.reload();

    await viewer.picture.waitFor();
    await workbench.runCommand('Stylize: Show Panel');
    await panel.text('photo.png').first().waitFor();
    await until('the changed setting is back', async () => (await panel.value('Iterations')) === '250');
    await panel.button('Start').waitFor();
  });

  const dividerValue = () => viewer.divider.getAttribute('aria-valuenow');

  async function drag(handle: Locator, pixels: number): Promise<void> {
    const box = await handle.boundingBox();
    if (!box) throw new Error('The handle is not to be seen.');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await editor.page.mouse.move(x, y);
    await editor.page.mouse.down();
    await editor.page.mouse.move(x + pixels, y, { steps: 5 });
    await editor.page.mouse.up();
  }
});
