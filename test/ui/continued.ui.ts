import { readdir, readFile } from 'node:fs/promises';

import { expect, it } from 'vitest';

import { readPixels } from '../support/pictures/pictures';
import { seriousViolations } from './support/accessibility';
import { describeWindow, type Editor } from './support/editor';
import { useWindow } from './support/journey';
import type { Panel } from './support/panel';
import { chooseTheme, themes } from './support/themes';
import { until } from './support/until';
import type { Viewer } from './support/viewer';
import type { Workbench } from './support/workbench';

/** Enough that a window can be reloaded before they are done. */
const many = 400;
const patience = 240_000;

describeWindow('a picture that is not lost', () => {
  let editor: Editor;
  let workbench: Workbench;
  let panel: Panel;
  let viewer: Viewer;

  const settings = { 'stylize.size': 96, 'stylize.device': 'cpu', 'stylize.checkpointEvery': 1 };
  useWindow({ settings }, (window) => {
    ({ editor, workbench, panel, viewer } = window);
  });

  /** Reloads the window as soon as the run's state has been stored. */
  const reloadInTheMiddle = async () => {
    const stored = () => readdir(editor.home('checkpoints')).catch(() => []);
    await until('the run is stored', async () => (await stored()).length > 0, patience);
    await until('the window knows it', () => editor.remembers('"checkpoint"'), patience);
    await workbench.reload();
  };
  const results = (count: number) =>
    until(`${count} results are there`, async () => (await panel.results.count()) === count, patience);

  it('is told what it needs before it starts', async () => {
    await workbench.chooseInContextMenu('photo.png', 'Stylize Image…');
    await workbench.pick('Waves');

    await panel.text(/^\s*96 × 72, about \d.* of memory and .+\.\s*$/).waitFor({ timeout: 60_000 });
    expect(await panel.runName.count()).toBe(0);
    await editor.screenshot('estimate');
  });

  it('does not start too large without a word, and becomes smaller with a click', async () => {
    await editor.setMachine({ 'stylize.memoryBudget': '0.25' });
    await panel.choose('Size', '2048 px');
    const warning = panel.text(/more than the 250 MB that it may use/);
    await warning.waitFor({ timeout: 60_000 });
    await editor.screenshot('too-large');
    expect(await seriousViolations(editor.page, workbench, 'view')).toEqual([]);

    await panel.button('Start').click();
    await editor.screenshot('too-large-question');
    await workbench.answer('Cancel');
    expect(await panel.runName.count()).toBe(0);

    await panel.button(/^\s*Use \d+ px \(/).click();
    await until('another size is chosen', async () => !(await panel.isChosen('Size', '2048 px')));
    await workbench.runCommand('Stylize: Undo Change of Settings');
    await until('the size is as before', () => panel.isChosen('Size', '2048 px'));

    await editor.setMachine({});
    await panel.button('Return Size to the recipe’s value').click();
    await warning.waitFor({ state: 'hidden' });
  });

  it('is painted from its beginning to its end in one window', async () => {
    await panel.enter('Iterations', many);
    await panel.button('Start').click();
    await panel.reaches('Done', patience);

    await panel.button('Save').click();
    await until('it is saved', () => readFile(editor.path('photo.stylized.png')).catch(() => undefined));
  });

  it('is resumed after the window was reloaded in the middle of it, to the same bytes', async () => {
    await panel.button('Start again').click();
    await reloadInTheMiddle();

    const offer = workbench.notification(/photo\.png \(2\) was interrupted at \d+ %\./);
    await offer.waitFor({ timeout: 60_000 });
    await editor.screenshot('resume-offer');
    await offer.getByRole('button', { name: 'Resume' }).click();
    await workbench.tab('photo.png (2)').waitFor();
    await workbench.runCommand('Stylize: Show Panel');
    await panel.reaches('Done', patience);

    await panel.button('Save').click();
    const resumed = await until('it is saved', () =>
      readFile(editor.path('photo.stylized-2.png')).catch(() => undefined),
    );
    expect(resumed.equals(await readFile(editor.path('photo.stylized.png')))).toBe(true);
    expect(await readdir(editor.home('checkpoints'))).toEqual([]);
  });

  it('waits in the history where the person answers later, and in the palette', async () => {
    await panel.enter('Iterations', 9000);
    await panel.button('Start again').click();
    await panel.reaches('Running');
    await reloadInTheMiddle();

    const offer = workbench.notification(/photo\.png \(3\) was interrupted/);
    await offer.getByRole('button', { name: 'Later' }).click();
    await workbench.runCommand('Stylize: Show Panel');
    await panel.reaches('Interrupted');
    await panel.toggle('History');
    await panel.button('Resume photo.png (3)').waitFor();
    await panel.button('Discard photo.png (3)').waitFor();

    await workbench.runCommand('Stylize: Resume Interrupted Run…');
    await workbench.listRow('photo.png (3)').waitFor();
    await editor.screenshot('resume-list');
    await editor.page.keyboard.press('Escape');
  });

  it.each(themes)('is shown as interrupted in the $name theme', async (theme) => {
    await chooseTheme(editor.page, workbench, theme);
    await panel.history.first().waitFor();
    await editor.screenshot(`interrupted-${theme.name}`);
    expect(await seriousViolations(editor.page, workbench, 'view')).toEqual([]);
  });

  it('goes on from the history, and shows at once that Stop was heard', async () => {
    await panel.button('Resume photo.png (3)').click();
    await panel.reaches('Running', 60_000);
    await viewer.picture.waitFor();

    await panel.button('Stop').click();

    // It may be that quick.
    await panel.reaches(/Stopping…|Saving…|Stopped/, 5000);
    await panel.reaches('Stopped', patience);
  });

  it('is finished at a larger size, from the panel', async () => {
    await results(3);
    await panel.button('Finish at larger size…').click();
    const twice = workbench.listRow('2 × as large');
    await twice.waitFor({ timeout: 60_000 });
    expect(await twice.innerText()).toMatch(/192 × 144 · .+\s+About /);
    await editor.screenshot('larger');
    await workbench.pick('2 × as large');

    await panel.reaches('Done', patience);
    await panel.button('Save').click();
    await until('it is saved', () => readFile(editor.path('photo.stylized-3.png')).catch(() => undefined));
    const { width, height } = await readPixels(editor.path('photo.stylized-3.png'));
    expect([width, height]).toEqual([192, 144]);
  });

  it('gets more iterations, from the viewer', async () => {
    await viewer.button('More iterations…').click();
    await workbench.listRow('100 more').waitFor({ timeout: 60_000 });
    await editor.screenshot('more-iterations');
    await workbench.listRow('Another number…').click();
    await workbench.enter('5');

    await results(5);
    await panel.reaches('Done', patience);
  });

  it('is finished at a larger size from its file in the explorer, with any number of pixels', async () => {
    await workbench.chooseInContextMenu('photo.stylized.png', 'Finish at Larger Size…');
    await workbench.listRow('Another size…').waitFor({ timeout: 60_000 });
    await workbench.listRow('Another size…').click();
    await workbench.enter('120');

    await workbench.runCommand('Stylize: Show Panel');
    await results(6);
    await panel.reaches('Done', patience);
    await panel
      .text(/120 × 90/)
      .first()
      .waitFor();
  });

  it('is stopped and goes on larger in one action while it is painted', async () => {
    await panel.enter('Iterations', 9000);
    await panel.button(/^Start/).click();
    await panel.reaches('Running', 60_000);
    await until('a step is taken', async () => ((await panel.iteration()) ?? 0) > 0);

    await panel.button('Finish at larger size…').click();
    await workbench.listRow('2 × as large').waitFor({ timeout: 60_000 });
    await workbench.pick('2 × as large');

    await results(8);
    await panel.reaches('Done', patience);
    const [latest, before] = await panel.history.allInnerTexts();
    expect(latest).toMatch(/192 × 144/);
    expect(before).toMatch(/Stopped|96 × 72/);
    await editor.screenshot('finished-larger');
  });

  it('is painted in tiles where the whole would not fit the memory, which is told before it starts', async () => {
    await editor.setMachine({ 'stylize.memoryBudget': '1' });
    await panel.choose('Size', '1024 px');
    await panel.enter('Iterations', 2);
    await panel
      .text(/1024 × 768, about .+ Painted in tiles of \d+ px, so that it fits\./)
      .waitFor({ timeout: 60_000 });
    await editor.screenshot('tiles');

    await panel.button(/^Start/).click();
    await results(9);
    await panel.reaches('Done', patience);

    const [latest] = await panel.history.allInnerTexts();
    expect(latest).toMatch(/1024 × 768/);
  });
});
