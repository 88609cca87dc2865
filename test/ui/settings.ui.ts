import { expect, it } from 'vitest';

import { seriousViolations } from './support/accessibility';
import { describeWindow, type Editor } from './support/editor';
import { useWindow } from './support/journey';
import type { Panel } from './support/panel';
import { chooseTheme, themes } from './support/themes';
import { until } from './support/until';
import type { Workbench } from './support/workbench';

describeWindow('the settings', () => {
  let editor: Editor;
  let workbench: Workbench;
  let panel: Panel;

  useWindow({ settings: { 'stylize.size': 96 } }, async (window) => {
    ({ editor, workbench, panel } = window);
    await window.trySample();
  });
  const positionOf = (name: string) => panel.slider(name).inputValue();

  it('are undone and done again by keys, from a slider, without touching another field', async () => {
    const [style, iterations] = [await positionOf('Style'), await panel.value('Iterations')];
    await panel.enter('Iterations', 40);
    await panel.slider('Style').focus();
    await editor.page.keyboard.press('ArrowRight');
    await editor.page.keyboard.press('ArrowRight');
    await panel.button('Reset 2 changes').waitFor();
    const moved = await positionOf('Style');
    expect(moved).not.toBe(style);

    await editor.page.keyboard.press('Control+z');
    await until('the slider is where it was', async () => (await positionOf('Style')) === style);
    expect(await panel.value('Iterations')).toBe('40');

    await editor.page.keyboard.press('Control+z');
    await until(
      'the iterations are as they were',
      async () => (await panel.value('Iterations')) === iterations,
    );
    await editor.page.keyboard.press('Control+y');
    await editor.page.keyboard.press('Control+Shift+z');
    await until('both are done again', async () => (await positionOf('Style')) === moved);
    expect(await panel.value('Iterations')).toBe('40');
  });

  it('are undone by a command, too', async () => {
    await workbench.runCommand('Stylize: Undo Change of Settings');
    await panel.button('Reset 1 change').waitFor();
    await workbench.runCommand('Stylize: Redo Change of Settings');
    await panel.button('Reset 2 changes').waitFor();
  });

  it('take back what is being typed first', async () => {
    await panel.numberField('Iterations').focus();
    await editor.page.keyboard.press('End');
    await editor.page.keyboard.type('7');
    expect(await panel.value('Iterations')).toBe('407');

    await editor.page.keyboard.press('Control+z');

    await until('the number is as it was', async () => (await panel.value('Iterations')) === '40');
    await panel.button('Reset 2 changes').waitFor();
  });

  it('keep what is typed right after everything was selected, however busy VS Code is', async () => {
    await panel.delayEditing(150);
    await panel.numberField('Iterations').focus();
    await editor.page.keyboard.press('Control+a');
    await editor.page.keyboard.type('3000', { delay: 100 });
    expect(await panel.value('Iterations')).toBe('3000');
    await editor.page.keyboard.press('Control+z');
    await until('the number is as it was', async () => (await panel.value('Iterations')) === '40');
  });

  it('mix styles by shares that their sliders show', async () => {
    await panel.button('Add a style').click();
    await panel.button('Mosaic').click();
    await panel.button('Add a style').click();
    await panel.button('Great waves').click();
    const shares = async () => {
      const texts = await panel.shares();
      return texts.map((text) => Number.parseInt(text));
    };
    await until('there are three', async () => (await shares()).length === 3);
    expect(await shares()).toEqual([33, 33, 33]);

    for (const name of ['Mosaic', 'Great waves']) {
      await panel.slider(`Weight of ${name} in the mix`).focus();
      await editor.page.keyboard.press('Home');
    }

    await until('nothing is left of two', async () => (await shares()).join() === '100,0,0');
    expect(await positionOf('Weight of Brush strokes in the mix')).toBe('100');
    expect(await positionOf('Weight of Great waves in the mix')).toBe('0');
    await editor.page.keyboard.press('Control+z');
    await editor.page.keyboard.press('Control+z');
    await until('the shares are back', async () => (await shares()).join() === '33,33,33');
  });

  it('start a picture by Ctrl+Enter, from a slider and from a field with a new number', async () => {
    await panel.slider('Style').focus();
    await editor.page.keyboard.press('Control+Enter');
    await panel.reaches('Done', 120_000);

    await panel.numberField('Iterations').focus();
    await editor.page.keyboard.press('Control+a');
    await editor.page.keyboard.type('12');
    await editor.page.keyboard.press('Control+Enter');
    await until('twelve iterations are done', () => panel.text('12/12').first().isVisible(), 120_000);
    // One run for each.
    expect(await panel.text('landscape.jpg (3)').count()).toBe(0);
    await panel.text('landscape.jpg (2)').first().waitFor();
  });

  it('say which of them act at once', async () => {
    await panel.enter('Iterations', 3000);
    await panel.slider('Style').focus();
    await editor.page.keyboard.press('Control+Enter');
    await panel.text(/Content, Style,? Smoothness.* and the mix act at once/).waitFor();
    await editor.screenshot('live-settings');
    await workbench.runCommand('Stylize: Cancel');
    await panel.text(/act at once/).waitFor({ state: 'detached' });
  });

  it('offer a network that is not there where it is chosen, and where a recipe needs it', async () => {
    await panel.choose('Network', 'VGG-19 (not installed)');
    await panel.text('Studio looks at pictures with VGG-19, which is not on this machine yet.').waitFor();
    await panel.button('Import weights…').waitFor();
    await panel.text('Download or import VGG-19 to start.').waitFor();
    expect(await panel.button(/^Start/).isEnabled()).toBe(false);
    await editor.page.keyboard.press('Control+z');
    await panel.text(/not on this machine yet/).waitFor({ state: 'detached' });

    await panel.choose('Recipe', 'Deep Learning with Python');
    await panel.text(/looks at pictures with VGG-19, which is not on this machine yet/).waitFor();
    await panel.button('Download VGG-19 (80 MB)').waitFor();
    // The person's own.
    expect(await panel.value('Iterations')).toBe('3000');
    await editor.screenshot('weights-offered');
    await panel.choose('Recipe', 'Studio');
    await until('its changes are back', () => panel.button(/^Reset \d changes$/).isVisible());
  });

  it.each(themes)('can be used in a panel of 180 pixels, in the $name theme', async (theme) => {
    await workbench.resizeSideBar(180);
    await chooseTheme(editor.page, workbench, theme);
    await workbench.activityBarItem.waitFor();
    expect(await panel.width()).toBeLessThanOrEqual(190);

    for (const name of ['Style', 'Weight of Mosaic in the mix']) {
      expect((await panel.slider(name).boundingBox())?.width, name).toBeGreaterThan(90);
    }
    expect(await panel.isCut('Mosaic')).toBe(false);
    expect(await seriousViolations(editor.page, workbench, 'view')).toEqual([]);
    await editor.screenshot(`narrow-${theme.name}`);
  });
});
