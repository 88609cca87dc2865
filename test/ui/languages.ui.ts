import { expect, it } from 'vitest';

import { bundleFile, languages, readTranslations } from '../../tools/translations/texts';
import { seriousViolations } from './support/accessibility';
import { describeWindow, type Editor } from './support/editor';
import { useWindow } from './support/journey';
import type { Panel } from './support/panel';
import { pseudoLanguage, textsIn, untranslated } from './support/pseudo-language';
import type { Viewer } from './support/viewer';
import type { Workbench } from './support/workbench';

const settings = { 'stylize.size': 128 };

/** Names, which are the same in every language. */
const names =
  /^(?:[\w./ -]*\.(?:png|jpg)|.*\/[\w.-]+\.(?:png|jpg)|VGG-19.*|L-BFGS|Adam|node [\d.]+.*|electron [\d.]+.*|relu\d_\d.*|px|Stylize|CC BY .*)$/;

describeWindow.each(languages)('in %s', (language) => {
  let editor: Editor;
  let workbench: Workbench;
  let panel: Panel;
  let viewer: Viewer;
  let say: (text: string) => string;

  useWindow({ settings, language }, async (window) => {
    ({ editor, workbench, panel, viewer } = window);
    const bundle = await readTranslations(bundleFile(process.cwd(), language));
    say = (text) => bundle[text] ?? text;
  });

  it('the panel and the editor speak it, and have room for it', async () => {
    await workbench.activityBarItem.click();
    await panel.button(say('Try the sample')).waitFor();
    await editor.screenshot(`${language}-empty`);
    await panel.button(say('Try the sample')).click();
    await panel.slider(say('Style')).waitFor();
    await panel.toggle(say('Advanced'));
    await panel.enter(say('Iterations'), 20);
    expect(await panel.cutTexts()).toEqual([]);
    await panel.button(say('Start')).click();

    await panel.reaches(say('Done'), 280_000);
    await viewer.button(say('Swipe')).click();
    await editor.screenshot(language);
    expect(await seriousViolations(editor.page, workbench, 'view')).toEqual([]);
    expect(await seriousViolations(editor.page, workbench, 'panel')).toEqual([]);
  });
});

describeWindow('in a language that brackets whatever is translated', () => {
  let workbench: Workbench;
  let panel: Panel;
  let viewer: Viewer;
  let editor: Editor;
  const say = (text: string) => new RegExp(`^⟦${text} ·+⟧$`);
  const plain = async (kind: 'view' | 'panel') =>
    (await textsIn(workbench.webview(kind)))
      .map(untranslated)
      .filter((text) => text !== '' && !names.test(text));

  useWindow({ settings, language: pseudoLanguage }, (window) => {
    ({ editor, workbench, panel, viewer } = window);
  });

  it('an empty panel has no other words', async () => {
    await workbench.activityBarItem.click();
    await panel.button(say('Try the sample')).waitFor();

    expect(await plain('view')).toEqual([]);
  });

  it('neither have a full one and the editor with a result', async () => {
    await panel.button(say('Try the sample')).click();
    await panel.button(say('Start')).waitFor();
    await panel.toggle('⟦Advanced');
    await panel.button(say('Start')).click();
    await panel.reaches(/⟦(?:Running|Saving…|Done)/, 280_000);

    expect(await plain('view')).toEqual([]);
    await panel.reaches('⟦Done', 280_000);
    await viewer.button(say('Keyboard and mouse')).click();
    await editor.screenshot('pseudo-language');
    expect(await plain('view')).toEqual([]);
    expect(await plain('panel')).toEqual([]);
  });
});
