import { existsSync } from 'node:fs';
import { chmod, rename, rm, writeFile } from 'node:fs/promises';

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

describeWindow("a person's hour", () => {
  let editor: Editor;
  let workbench: Workbench;
  let panel: Panel;
  let viewer: Viewer;

  useWindow({ settings: { 'stylize.size': 96 } }, (window) => {
    ({ editor, workbench, panel, viewer } = window);
  });

  /** Chooses a picture and adds it to the queue. */
  const add = async (file: string) => {
    await workbench.chooseInContextMenu(file, 'Stylize Image…');
    await panel.content(file).waitFor();
    await panel.button('Add to queue').click();
  };
  const rows = () => panel.history.allInnerTexts();
  const done = (count: number) =>
    until(`${count} results are there`, async () => (await panel.results.count()) >= count, 240_000);

  it('begins with a run that takes a while', async () => {
    await workbench.chooseInContextMenu('photo.png', 'Stylize Image…');
    await workbench.pick('Waves');
    await panel.enter('Iterations', 9000);
    await panel.button('Start').click();

    await viewer.picture.waitFor();
    await panel.reaches('Running');
    expect(await panel.runName.innerText()).toBe('photo.png');
  });

  it('has three more pictures wait in a queue that can be reordered', async () => {
    await panel.enter('Iterations', 8);
    await add('broken.png');
    await add('brush.png');
    await add('photo.png');

    await until('three pictures wait', async () => (await panel.queue()).length === 3);
    await panel.button('Paint brush.png earlier').click();
    await until('the order is another', async () => (await panel.queue())[0] === 'brush.png');
    expect(await panel.queue()).toEqual(['brush.png', 'broken.png', 'photo.png (2)']);
    // The run bar is about the run, whatever picture is chosen.
    expect(await panel.runName.innerText()).toBe('photo.png');
    await editor.screenshot('queue');
    expect(await seriousViolations(editor.page, workbench, 'view')).toEqual([]);
  });

  it('comes back to the picture that is being painted after its tab was closed', async () => {
    await editor.page.keyboard.press('Escape');
    await workbench.tab('photo.png').click({ button: 'middle' });
    await workbench.tab('photo.png').waitFor({ state: 'detached' });

    await workbench.statusBarItem('Stylize').click();
    await viewer.picture.waitFor();
    await workbench.tab('photo.png').click({ button: 'middle' });
    await panel.button('Open the picture of photo.png').click();

    await viewer.picture.waitFor();
  });

  it('asks before a picture is discarded, and goes on with the queue', async () => {
    await panel.button('Discard the picture…').click();
    await editor.screenshot('discard');
    await workbench.answer('Cancel');
    await panel.reaches('Running');

    await panel.button('Discard the picture…').click();
    await workbench.answer('Discard');

    await workbench.tab('photo.png').waitFor({ state: 'detached' });
    await panel.toggle('History');
    await done(2);
    expect(await panel.queue()).toEqual([]);
  });

  it('tells once what went wrong with one of them, and shows how each ended', async () => {
    const message = workbench.notification('broken.png');
    await message.waitFor();
    expect(await message.count()).toBe(1);
    await editor.screenshot('failure');
    await message.locator('.codicon-notifications-clear').click();

    const texts = await rows();
    expect(texts).toHaveLength(4);
    expect(texts.filter((text) => text.includes('Unsaved'))).toHaveLength(2);
    expect(texts.filter((text) => text.replace(/\s+/g, ' ').includes('broken.png Failed'))).toHaveLength(1);
    expect(texts.filter((text) => text.replace(/\s+/g, ' ').includes('photo.png Cancelled'))).toHaveLength(1);
    await editor.screenshot('history');
  });

  it('compares two results of one picture', async () => {
    await panel.enter('Style, number', 30);
    await panel.button('Start again').click();
    await panel.reaches('Done', 120_000);
    await done(3);
    await panel.results.filter({ hasText: 'photo.png (2)' }).click();
    await workbench.tab('photo.png (2)').waitFor();
    await workbench.tab('photo.png (3)').waitFor();

    await viewer.button('Swipe').click();
    await viewer.divider.waitFor();
    const withOriginal = await viewer.look();
    await viewer.compareWith(/^Result 3/);
    await viewer.text(/^Result 2$/).waitFor();
    await until('the other result is shown', async () => (await viewer.look()) !== withOriginal);
    await editor.screenshot('compare-swipe');
    expect(await seriousViolations(editor.page, workbench, 'panel')).toEqual([]);
    await viewer.button('Side by side').click();
    await viewer.divider.waitFor({ state: 'hidden' });
    await editor.screenshot('compare-side-by-side');
    await viewer.button('Difference').click();
    await editor.screenshot('compare-difference');
    await viewer.button('Result').click();
  });

  it('saves the one that is looked at, and says so', async () => {
    await viewer.button('Save').click();

    await viewer.text('Saved').waitFor();
    await viewer.button('Reveal').waitFor();
    const { width } = await readPixels(editor.path('photo.stylized.png'));
    expect(width).toBe(96);
    await editor.screenshot('saved');
    await viewer.button('Reveal').click();
    await workbench.file('photo.stylized.png').waitFor();
    await workbench.runCommand('Stylize: Show Panel');
    await panel.history.first().waitFor();
    expect((await rows()).filter((text) => text.includes('Unsaved'))).toHaveLength(2);
  });

  it('counts it as unsaved again when its file is deleted', async () => {
    await rm(editor.path('photo.stylized.png'));

    const unsaved = async () => (await rows()).filter((text) => text.includes('Unsaved')).length;
    await until('three results are unsaved', async () => (await unsaved()) === 3);
    await viewer.button('Save').click();
    await until('it is saved', async () => (await unsaved()) === 2);
    expect(existsSync(editor.path('photo.stylized.png'))).toBe(true);
  });

  it('offers Stylize Again from This Image for it, and not for a photograph', async () => {
    await workbench.showExplorer();
    expect(await workbench.offersInContextMenu('photo.png', 'Stylize Again from This Image')).toBe(false);
    expect(await workbench.offersInContextMenu('photo.stylized.png', 'Stylize Again from This Image')).toBe(
      true,
    );
    await workbench.runCommand('Stylize: Show Panel');
    await panel.history.first().waitFor();
  });

  it('removes a result and gives it back, and no other row slides under the pointer', async () => {
    const before = await rows();
    const trash = panel.button('Remove brush.png from the history');
    await trash.scrollIntoViewIfNeeded();
    const { y } = (await trash.boundingBox())!;
    await trash.click();
    const undo = panel.button('Undo');
    await undo.waitFor();
    expect(await rows()).toHaveLength(before.length);
    const place = (await undo.boundingBox())!;
    expect(Math.abs(place.y - y)).toBeLessThan(30);
    await editor.screenshot('removed');

    await undo.press('Enter');
    await trash.waitFor();
    expect(await rows()).toHaveLength(before.length);
  });

  it('keeps the queue when the window is reloaded, and waits', async () => {
    await panel.enter('Iterations', 9000);
    await panel.button('Start again').click();
    await panel.reaches('Running');
    await panel.enter('Iterations', 8);
    await add('brush.png');
    await until('one picture waits', async () => (await panel.queue()).length === 1);

    // At once: nothing waits for VS Code to store something.
    await workbench.reload();

    await workbench.runCommand('Stylize: Show Panel');
    await panel.text('The queue waits.').waitFor();
    expect(await panel.queue()).toEqual(['brush.png (2)']);
    expect(existsSync(editor.path('brush.stylized.png'))).toBe(false);
    await editor.screenshot('reloaded');
    await panel.button('Continue').click();
    await done(4);
  });

  it('paints a folder after its settings were shown, and saves what it paints', async () => {
    await workbench.chooseInContextMenu('album', 'Stylize Folder…');
    await panel.text('4 pictures').first().waitFor();
    await panel.button('Leave out two.png').click();
    await editor.screenshot('folder');
    await panel.button('Start 3 pictures').click();

    await workbench.notification('3 pictures are done.').waitFor({ timeout: 120_000 });
    expect(
      ['one', 'three', 'four'].map((name) => existsSync(editor.path('album', `${name}.stylized.png`))),
    ).toEqual([true, true, true]);
  });

  it('says that a picture is done that nobody saw end', async () => {
    await workbench.chooseInContextMenu('brush.png', 'Stylize Image…');
    await panel.enter('Iterations', 200);
    await panel.button(/^Start/).click();
    await panel.reaches('Running');
    await workbench.tab('brush.png (3)').click({ button: 'middle' });
    await workbench.showExplorer();

    const news = workbench.notification(/brush\.png \(3\) is done\./);
    await news.waitFor({ timeout: 240_000 });
    expect(await workbench.badge.innerText()).toBe('1');
    await editor.screenshot('news');
    await news.getByRole('button', { name: 'Save' }).click();

    await until('it is saved', () => Promise.resolve(existsSync(editor.path('brush.stylized.png'))));
    await workbench.runCommand('Stylize: Show Panel');
    await panel.history.first().waitFor();
    await workbench.badge.waitFor({ state: 'hidden' });
  });

  it('offers another place where the folder of a picture cannot be written', async () => {
    await workbench.chooseInContextMenu('album', 'Stylize Folder…');
    await panel.text('4 pictures').first().waitFor();
    for (const name of ['two', 'three', 'four']) await panel.button(`Leave out ${name}.png`).click();
    await panel.enter('Iterations', 5);
    await panel.button(/^Start/).click();
    await panel.reaches('Done', 120_000);
    await forbidWriting(editor.path('album'));

    await panel.button('Save').click();
    const refusal = workbench.notification('cannot be written');
    await editor.screenshot('unwritable');
    await refusal.getByRole('button', { name: 'Save As…' }).click();
    await workbench.chooseFile(editor.path('elsewhere.png'));

    await panel.button('Saved · Reveal').waitFor();
    expect((await readPixels(editor.path('elsewhere.png'))).width).toBe(96);
  });

  it.each(themes)('looks right in the $name theme, also where there is little room', async (theme) => {
    await chooseTheme(editor.page, workbench, theme);
    await panel.history.first().waitFor();
    await editor.screenshot(`runs-${theme.name}`);
    expect(await seriousViolations(editor.page, workbench, 'view')).toEqual([]);
    await workbench.resizeSideBar(180);
    await editor.screenshot(`runs-${theme.name}-narrow`);
    await workbench.resizeSideBar(300);
  });
});

/** Has nothing written into a folder any more; for the administrator, who may write everywhere, a file takes its place. */
async function forbidWriting(folder: string): Promise<void> {
  if (process.getuid?.() !== 0) return chmod(folder, 0o555);
  await rename(folder, `${folder}-before`);
  await writeFile(folder, '');
}
