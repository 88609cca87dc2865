import { beforeAll, expect, it } from 'vitest';

import { bundleFile, languages, manifestFile, readTranslations } from '../../tools/translations/texts';
import { seriousViolations } from './support/accessibility';
import { describeWindow, type Editor } from './support/editor';
import { useWindow } from './support/journey';
import { cutTexts } from './support/layout';
import type { Panel } from './support/panel';
import { pseudo, pseudoLanguage, textsIn, untranslated } from './support/pseudo-language';
import type { Viewer } from './support/viewer';
import type { Workbench } from './support/workbench';

const settings = { 'stylize.size': 128 };

/** Names, which are the same in every language, and what VS Code itself adds to a question. */
const names =
  /^(?:workspace|\((?:Ctrl\+\w|Delete)\)|[\w./ -]*\.(?:png|jpg)|.*\/[\w.-]+\.(?:png|jpg)|VGG-19.*|L-BFGS|Adam|node [\d.]+.*|electron [\d.]+.*|relu\d_\d.*|px|Stylize|CC BY .*|.*\(Press 'Enter' .*\))$/;

/*
 * The same walk in each language, and in one that brackets and lengthens whatever is translated: what has no brackets
 * there is not. Only in the real ones must everything have room.
 */
const walks = [
  ...languages.map((language) => ({ language, real: language })),
  { language: pseudoLanguage, real: undefined },
];
describeWindow.each(walks)('in $language', ({ language, real }) => {
  let editor: Editor;
  let workbench: Workbench;
  let panel: Panel;
  let viewer: Viewer;
  let say: (text: string) => string;
  let command: (key: string) => string;

  useWindow({ settings, language }, (window) => {
    ({ editor, workbench, panel, viewer } = window);
  });
  beforeAll(async () => {
    const root = process.cwd();
    const bundle = real && (await readTranslations(bundleFile(root, real)));
    const manifest = await readTranslations(manifestFile(root, real));
    say = (text) => (bundle ? (bundle[text] ?? text) : pseudo(text));
    command = (key) => (real ? manifest[`command.${key}`]! : pseudo(manifest[`command.${key}`]!));
  });

  it('the empty panel speaks it', async () => {
    await workbench.activityBarItem.click();
    await panel.button(say('Try the sample')).waitFor();

    await judge('view', 'empty');
  });

  it('the list of styles does', async () => {
    await workbench.chooseInContextMenu('photo.png', command('stylizeImage'));
    await workbench.listRow(say('Mosaic')).waitFor();
    await judgeList('styles');
    await workbench.pick(say('Mosaic'));

    await panel.slider(say('Style')).waitFor();
  });

  it('the panel with all options does, and the editor with a result', async () => {
    await panel.toggle(say('Advanced'));
    await panel.enter(say('Iterations'), 20);
    await judge('view', 'options');
    await panel.button(say('Start')).click();
    await panel.reaches(new RegExp([say('Running'), say('Saving…'), say('Done')].join('|')), 280_000);
    await judge('view', 'running');

    await panel.reaches(say('Done'), 280_000);
    await viewer.button(say('Swipe')).click();
    await judge('view', 'done');
    await judge('panel', 'result');
    await viewer.button(say('Keyboard and mouse')).click();
    await judge('panel', 'keys');
  });

  it.each(['choosePreset', 'savePreset', 'chooseDevice', 'finishLarger', 'moreIterations'])(
    'the list or question of %s does',
    async (key) => {
      await workbench.runAndBeAsked(`Stylize: ${command(key)}`);
      await judgeList(key);
      await workbench.leaveQuickInput();
    },
  );

  it('the editor for masks does', async () => {
    await workbench.runCommand(`Stylize: ${command('paintMask')}`);
    await viewer.button(say('Keyboard and mouse')).click();

    await judge('panel', 'mask');
    await judge('view', 'mask-panel');
  });

  async function judge(kind: 'view' | 'panel', name: string): Promise<void> {
    const frame = workbench.webview(kind);
    await editor.screenshot(`${language}-${name}`);
    if (real) {
      expect(await cutTexts(frame)).toEqual([]);
      expect(await seriousViolations(editor.page, workbench, kind)).toEqual([]);
    } else {
      expect(plain(await textsIn(frame))).toEqual([]);
    }
  }

  /** Judges a list or question that VS Code has opened. */
  async function judgeList(name: string): Promise<void> {
    await editor.screenshot(`${language}-${name}`);
    if (!real) expect(plain(await workbench.quickInputTexts())).toEqual([]);
  }
});

/** Those that are in no language but English. */
const plain = (texts: readonly string[]): string[] =>
  texts.map(untranslated).filter((text) => text !== '' && !names.test(text));
