import { afterAll, beforeAll, expect, it } from 'vitest';

import { readPixels } from '../support/pictures';
import { describeWindow, Editor } from './support/editor';
import { useJourney } from './support/journey';
import { Panel } from './support/panel';
import { until } from './support/until';
import { Workbench } from './support/workbench';

describeWindow("a person's first picture", () => {
  let editor: Editor;
  let workbench: Workbench;
  let panel: Panel;

  beforeAll(async () => {
    editor = await Editor.open({ settings: { 'stylize.size': 256 } });
    workbench = new Workbench(editor.page);
    panel = new Panel(workbench);
    await workbench.ready();
  });
  afterAll(() => editor.close());
  useJourney(() => editor);

  it('begins with a right click on it, and a bundled style', async () => {
    await workbench.chooseInContextMenu('photo.png', 'Stylize Image…');
    await workbench.pick('Waves');

    await panel.text('photo.png').waitFor();
    await panel.slider('Style').waitFor();
    await panel.enter('Iterations', 250);
    await expect.poll(() => panel.button('Start').isEnabled()).toBe(true);
  });

  it('starts at a press of the button', async () => {
    await panel.button('Start').click();

    await panel.reaches('Running');
    await until('ten iterations are done', async () => ((await panel.iteration()) ?? 0) >= 10);
  });

  it('heeds a slider that is moved meanwhile', async () => {
    const before = await panel.totalLoss();

    await panel.slider('Style').press('End');

    await until('the loss responds', async () => (await panel.totalLoss()) > 5 * before);
    await panel.reaches('Running');
  });

  it('can be paused and resumed', async () => {
    await panel.button('Pause').click();
    await panel.reaches('Paused');
    const paused = await panel.iteration();
    expect(await workbench.offersCommand('Stylize: Resume')).toBe(true);
    expect(await workbench.offersCommand('Stylize: Pause')).toBe(false);
    expect(await panel.iteration()).toBe(paused);

    await panel.button('Resume').click();
    await until('it goes on', async () => (await panel.iteration()) !== paused);
  });

  it('is done, and saved next to its source', async () => {
    await panel.reaches('Done', 90_000);
    await workbench.runCommand('Stylize: Save Result');

    await workbench.showExplorer();
    await workbench.file('photo.stylized.png').waitFor();
    const painted = await readPixels(editor.path('photo.stylized.png'));
    const source = await readPixels(editor.path('photo.png'));
    expect(painted).toMatchObject({ width: 256, height: 192 });
    expect(Buffer.from(painted.data).equals(source.data)).toBe(false);
  });
});
