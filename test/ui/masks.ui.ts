import { existsSync } from 'node:fs';

import sharp from 'sharp';
import { expect, it } from 'vitest';

import { readMetadata } from '../../src/engine/imaging/encoding/metadata';
import { seriousViolations } from './support/accessibility';
import { describeWindow, type Editor } from './support/editor';
import { useWindow } from './support/journey';
import { MaskEditor } from './support/mask-editor';
import type { Panel } from './support/panel';
import { chooseTheme, themes } from './support/themes';
import { until } from './support/until';
import type { Workbench } from './support/workbench';

describeWindow('a mask', () => {
  let editor: Editor;
  let workbench: Workbench;
  let panel: Panel;
  let masks: MaskEditor;

  useWindow({ settings: { 'stylize.size': 128 } }, async (window) => {
    ({ editor, workbench, panel } = window);
    await window.trySample();
    masks = new MaskEditor(editor.page, workbench);
    await panel.button('Add a style').click();
    await panel.button('Mosaic').click();
  });
  const faults = () => seriousViolations(editor.page, workbench, 'panel');
  const covers = (what: string, holds: (percent: number) => boolean) =>
    until(what, async () => holds(await masks.coverage()), 5000);

  it('is painted on the picture, from the row of its style', async () => {
    await panel.button('Paint where Mosaic goes…').click();
    await masks.picture(/no mask for Mosaic$/).waitFor();

    await masks.draw([0.3, 0.7], [0.7, 0.7]);

    await covers('something is covered', (percent) => percent > 3 && percent < 40);
    await panel.button('Edit the mask of Mosaic…').waitFor();
    await editor.screenshot('mask-stroke');
  });

  it('is erased with Alt, undone and redone', async () => {
    const painted = await masks.coverage();

    await masks.draw([0.4, 0.7], [0.6, 0.7], 'Alt');
    await covers('less is covered', (percent) => percent < painted && percent > 0);
    const erased = await masks.coverage();
    await masks.stage.press('Control+z');
    await covers('it is as it was', (percent) => percent === painted);
    await masks.stage.press('Control+z');
    await masks.text('Mosaic has no mask').waitFor();
    await panel.button('Paint where Mosaic goes…').waitFor();
    await masks.stage.press('Control+y');
    await masks.stage.press('Control+Shift+z');

    await covers('both are done again', (percent) => percent === erased);
    expect(await masks.button('Redo').isEnabled()).toBe(false);
  });

  it('is painted by keys alone', async () => {
    await masks.stage.press('n');
    await masks.picture(/no mask for/).waitFor();
    await masks.stage.press(']');
    await masks.stage.press('Enter');
    for (let count = 0; count < 4; count++) await masks.stage.press('ArrowUp');
    await masks.stage.press('Enter');

    await covers('something is covered', (percent) => percent > 1);
    const painted = await masks.coverage();
    await masks.stage.press('i');
    await covers('the rest is covered', (percent) => Math.abs(percent + painted - 100) <= 1);
    await masks.stage.press('i');
  });

  it('has a brush whose size and edge are chosen', async () => {
    const size = async () => Number.parseInt((await masks.slider('Size').getAttribute('aria-valuetext'))!);
    const before = await size();
    await masks.stage.press('[');
    await masks.stage.press('[');
    await until('the brush is smaller', async () => (await size()) < before);
    await editor.page.keyboard.down('Shift');
    await masks.stage.hover();
    await editor.page.mouse.wheel(0, -400);
    await editor.page.keyboard.up('Shift');
    await until('the brush is larger', async () => (await size()) > before);

    await masks.slider('Soft edge').press('Home');
    await until(
      'the edge is hard',
      async () => (await masks.slider('Soft edge').getAttribute('aria-valuetext')) === '0 %',
    );
  });

  it('is shown in another colour where its own does not stand out', async () => {
    const name = /^Colour in which the region of/;
    const before = await masks.color(name).inputValue();
    await masks.color(name).fill('#00ff00');

    await masks.button('Return to the usual colour').waitFor();
    expect(await masks.color(name).inputValue()).toBe('#00ff00');
    await editor.screenshot('mask-colour');
    await masks.button('Return to the usual colour').click();
    await until('it is as before', async () => (await masks.color(name).inputValue()) === before);
  });

  it('can be a picture that there is, if it has the proportions', async () => {
    await masks.button(/^Mosaic/).click();
    await masks.button('Load…').click();
    await workbench.chooseFile(editor.path('brush.png'));
    await masks.text('brush.png has other proportions than the picture').waitFor();

    await sharp({ create: { width: 60, height: 80, channels: 3, background: 'white' } })
      .extend({ left: 60, background: 'black' })
      .toFile(editor.path('half.png'));
    await masks.button('Load…').click();
    await workbench.chooseFile(editor.path('half.png'));

    await masks.text('half.png is the mask now.').waitFor();
    await covers('half is covered', (percent) => percent === 50);
  });

  it('is saved as a picture', async () => {
    await masks.button('Save as…').click();
    await workbench.chooseFile(editor.path('mosaic.png'));

    await workbench.showExplorer();
    await workbench.file('mosaic.png').waitFor();
    const { channels, format, width, height } = await sharp(editor.path('mosaic.png')).metadata();
    expect({ channels, format }).toEqual({ channels: 1, format: 'png' });
    expect(width / height).toBeCloseTo(1.5, 1);
  });

  it('is there again when the window is reloaded', async () => {
    await workbench.storesEditors();
    await workbench.reload();

    await workbench.runCommand('Stylize: Show Panel');
    await panel.button('Edit the mask of Mosaic…').click();
    await masks.picture(/the mask of Mosaic covers 50 %$/).waitFor();
  });

  it.each(themes)('has no serious fault of accessibility in the $name theme', async (theme) => {
    await chooseTheme(editor.page, workbench, theme);
    await masks.draw([0.55, 0.35], [0.6, 0.4]);
    expect(await faults()).toEqual([]);
    await editor.screenshot(`mask-${theme.name}`);

    await masks.stage.press('?');
    await masks.text('Keyboard and mouse').waitFor();
    expect(await faults()).toEqual([]);
    await editor.screenshot(`mask-${theme.name}-help`);
    await masks.stage.press('Escape');
  });

  it('goes with the next run', async () => {
    await panel.enter('Iterations', 5);
    await panel.button('Start').click();
    await panel.reaches('Done', 280_000);
    await workbench.runCommand('Stylize: Save Result');

    const file = editor.path('landscape.stylized.png');
    await until('the result is saved', () => existsSync(file));
    const metadata = await readMetadata(file);
    expect(metadata?.styles.map(({ mask }) => mask?.name)).toEqual([
      expect.stringMatching(/^mask-[0-9a-f]{12}\.png$/),
      expect.stringMatching(/^mask-[0-9a-f]{12}\.png$/),
    ]);
  });

  it('can be removed, and that undone', async () => {
    await panel.button('Remove the mask of Mosaic').click();
    await panel.button('Paint where Mosaic goes…').waitFor();

    await workbench
      .notification('The mask of Mosaic has been removed.')
      .getByRole('button', { name: 'Undo' })
      .click();

    await panel.button('Edit the mask of Mosaic…').waitFor();
  });
});
