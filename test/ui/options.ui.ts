import { expect, it } from 'vitest';

import { describeWindow, type Editor } from './support/editor';
import { useWindow } from './support/journey';
import type { Panel } from './support/panel';
import { until } from './support/until';

describeWindow('the options of a recipe', () => {
  let editor: Editor;
  let panel: Panel;

  useWindow({ settings: { 'stylize.size': 128 } }, async (window) => {
    ({ editor, panel } = window);
    await window.trySample();
  });

  it('are those that it uses; the others are under Advanced', async () => {
    await panel.choice('Line search').waitFor();
    await panel.checkbox('Clamp colours after each step').waitFor();
    await panel.slider('First size').waitFor();
    expect(await panel.choice('Pooling').count()).toBe(0);

    await panel.toggle('Advanced');

    await panel.choice('Pooling').waitFor();
  });

  it('are explained in words where the pointer rests, and where the keyboard is', async () => {
    await panel.choice('Pooling').hover();
    await until('the option pointed at is explained', async () => (await panel.help()).endsWith('pooling'));
    expect(await panel.help()).toMatch(/^Pooling\. How the network shrinks/);
    await editor.screenshot('help-at-the-pointer');

    await editor.page.keyboard.press('Escape');
    expect(await panel.help()).toBe('');
    await panel.slider('First size').focus();
    await editor.page.keyboard.press('Shift+Tab');
    await editor.page.keyboard.press('Tab');
    await until('the focused option is explained', async () => (await panel.help()).endsWith('scales.from'));

    expect(await panel.choice('Pooling').getAttribute('aria-description')).toMatch(
      /^How the network shrinks/,
    );
  });

  it('change with the optimiser, and return to the recipe', async () => {
    await panel.choose('Line search', 'Strong Wolfe');
    await panel.checkbox('Clamp colours after each step').waitFor();
    expect(await panel.checkbox('Clamp colours after each step').isEnabled()).toBe(false);
    await panel.choose('Optimiser', 'Adam');

    await panel.slider('Beta 1').waitFor();
    await panel.choice('Line search').waitFor({ state: 'detached' });
    expect(await panel.checkbox('Clamp colours after each step').isEnabled()).toBe(true);

    await panel.button('Reset 1 change').click();
    await panel.choice('Line search').waitFor();
  });

  it('take a value each and give it back alone', async () => {
    await panel.choose('Pooling', 'Average');
    await panel.choose('Shared out', 'Halving');
    await panel.button('Return Pooling to the recipe’s value').click();

    await until('one change is left', () => panel.button('Reset 1 change').isVisible());
    await panel.button('Return Style layers to the recipe’s value').click();
    await panel.button('Reset 1 change').waitFor({ state: 'detached' });
  });

  it('of another recipe are others', async () => {
    await panel.choose('Recipe', 'Deep Learning with Python');

    await panel.choice('Line search').waitFor();
    await until('it has its history', async () => (await panel.value('History')) === '10');
    expect(await panel.slider('Step size').count()).toBe(0);
    await panel.choice('Size is of').waitFor();
  });
});
