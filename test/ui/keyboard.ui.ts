import { expect, it } from 'vitest';

import { describeWindow, type Editor } from './support/editor';
import { useWindow } from './support/journey';
import type { Panel } from './support/panel';
import { until } from './support/until';
import type { Viewer } from './support/viewer';
import type { Workbench } from './support/workbench';

/** Nobody touches a mouse here: `press` is all there is, on whatever has the focus. */
describeWindow('by keyboard alone', () => {
  let editor: Editor;
  let workbench: Workbench;
  let panel: Panel;
  let viewer: Viewer;
  const press = (...keys: string[]) => pressAll(editor, keys);

  useWindow({ settings: { 'stylize.size': 128, 'workbench.reduceMotion': 'on' } }, (window) => {
    ({ editor, workbench, panel, viewer } = window);
  });

  it('a picture is chosen', async () => {
    await workbench.runByKeyboard('Stylize: Show Panel');
    await panel.button('Try the sample').waitFor();
    await tabTo('Try the sample');
    await press('Enter');
    await panel.slider('Style').waitFor();
  });

  it('a style is added and weighed', async () => {
    await tabTo('Add a style');
    await press('Enter');
    await tabTo('Mosaic');
    await press('Enter');
    await panel.slider('Weight of Mosaic in the mix').waitFor();

    await tabTo('Weight of Mosaic in the mix');
    const before = await panel.shares();
    await press('End');
    await until('the mix has changed', async () => String(await panel.shares()) !== String(before));
  });

  it('a recipe is chosen and a slider moved', async () => {
    await tabTo('Style');
    const before = await panel.value('Style, number');
    await press('ArrowRight', 'ArrowRight');
    await until('the slider has moved', async () => (await panel.value('Style, number')) !== before);

    await tabTo('Recipe');
    await press('Enter', 'ArrowDown', 'Escape');
    await tabTo('Iterations');
    await press('ControlOrMeta+a', '4', '0', '0', 'Enter');
    await until('the number is taken', async () => (await panel.value('Iterations')) === '400');
  });

  it('it is started, described while it is painted, and stopped', async () => {
    await press('Control+Enter');
    await panel.reaches('Running', 120_000);

    await workbench.runByKeyboard('Stylize: Describe the Run');
    await until('the run is described', async () => /Progress: \d+ %/.test(await workbench.editorText()));

    await workbench.runByKeyboard('Stylize: Show Panel');
    await tabTo('Stop');
    await press('Enter');
    await panel.reaches(/Stopped|Done/, 120_000);
  });

  it('its result is looked at and saved', async () => {
    await tabTo('Open picture');
    await press('Enter');
    await viewer.picture.waitFor();
    await until('the editor has the focus', () => viewer.hasFocus());
    await press('s');
    await viewer.divider.waitFor();
    await press('Control+s');

    await workbench.runByKeyboard('View: Show Explorer');
    await workbench.file('landscape.stylized.png').or(workbench.notification(/saved/i)).first().waitFor();
  });

  it('help is there, under the key that VS Code uses for it', async () => {
    await workbench.runByKeyboard('Stylize: Show Panel');
    await tabTo('Browse for a picture…');
    await press('Alt+F1');

    await workbench.tab(/Accessibility Help/).waitFor();
    await until('the help is shown', async () => (await workbench.editorText()).includes('The side panel'));
    await editor.screenshot('accessibility-help');
  });

  it('nothing moves that need not, where the person wants that', async () => {
    expect(await panel.hasReducedMotion()).toBe(true);
  });

  /** Presses Tab until the focus is on what has one of these names. */
  async function tabTo(...names: string[]): Promise<void> {
    const seen: string[] = [];
    for (let presses = 0; presses < 120; presses++) {
      const focused = await panel.focused();
      if (names.some((name) => focused.includes(name))) return;
      seen.push(focused[0] ?? '–');
      await press('Tab');
    }
    throw new Error(`Tab does not reach ${names.join(' or ')}, but ${[...new Set(seen)].join(', ')}.`);
  }
});

async function pressAll({ page }: Editor, keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key, { delay: 30 });
}
