import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { hardCoded } from '../../../tools/translations/hard-coded';
import { sourceTexts } from '../../../tools/translations/source-texts';
import {
  allTexts,
  bundleFile,
  languages,
  manifestFile,
  readTranslations,
} from '../../../tools/translations/texts';

const root = process.cwd();
const texts = await allTexts(root);

/** What must be the same in a translation: placeholders, code, addresses and links to commands. */
const fixed = (text: string) =>
  [...text.matchAll(/\$?\{\w+\}|`[^`]*`|https?:\/\/[a-z]+\.[\w./-]*\w|\(command:[\w.]+\)|#\w+=…/g)]
    .map(String)
    .sort();

describe.each(languages)('the translation into %s', (language) => {
  it('has every text, and none that is gone', async () => {
    const translated = Object.keys(await readTranslations(bundleFile(root, language)));

    expect({
      missing: [...texts.keys()].filter((text) => !translated.includes(text)),
      gone: translated.filter((text) => !texts.has(text)),
    }).toEqual({ missing: [], gone: [] });
  });

  it('has every text of the manifest, and none that is gone', async () => {
    const english = await readTranslations(manifestFile(root));
    const translated = await readTranslations(manifestFile(root, language));

    expect(Object.keys(translated).sort()).toEqual(Object.keys(english).sort());
  });

  it('keeps placeholders, code and links', async () => {
    const english = await readTranslations(manifestFile(root));
    const manifest = await readTranslations(manifestFile(root, language));
    const bundle = await readTranslations(bundleFile(root, language));
    const pairs = [
      ...Object.entries(bundle).map(([text, translation]) => [withoutComment(text), translation]),
      ...Object.entries(english).map(([key, text]) => [text, manifest[key] ?? '']),
    ] as [string, string][];

    const broken = pairs.filter(
      ([text, translation]) =>
        translation.trim() === '' || fixed(text).join('\n') !== fixed(translation).join('\n'),
    );

    expect(broken).toEqual([]);
  });

  it('is not English: only names and formulas are the same', async () => {
    const bundle = await readTranslations(bundleFile(root, language));

    const same = Object.entries(bundle).filter(
      ([text, translation]) =>
        text === translation && /[a-z]{3,} [a-z]{3,}/i.test(text.replace(/https:\S+/, '')),
    );

    expect(same.map(([text]) => text)).toEqual(language === 'pt-br' ? ['Deep Learning with Python'] : []);
  });
});

/** Where English is meant: a report for those who mend Stylize, and a schema that other editors show too. */
const english = new Set(['src/client/diagnostics/report.ts', 'src/engine/recipes/json-schema.ts']);

describe('the sources', () => {
  it.each(['webview', 'src/extension', 'src/client', 'src/engine', 'src/recipe', 'src/user-folder'])(
    'of %s say nothing in words of their own',
    async (folder) => {
      const names = (await readdir(join(root, folder), { recursive: true }))
        .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
        .filter((name) => name.endsWith('.ts') && !english.has(name));
      const found = await Promise.all(
        names.map(async (name) =>
          hardCoded(name, await readFile(join(root, name), 'utf8'))
            // What ships as data is translated where it is shown.
            .filter(({ text }) => !texts.has(text))
            .map(({ line, text }) => `${name}:${line} ${text}`),
        ),
      );

      expect(found.flat()).toEqual([]);
    },
  );
});

describe('the search for texts', () => {
  it('finds calls, templates and comments', () => {
    const source = [
      "l10n.t('Save');",
      "vscode.l10n.t('{0} is done.', name);",
      'l10n.t`${name} is ${width} × ${height} pixels.`;',
      "l10n.t({ message: 'Start', comment: 'a button' });",
      'l10n.t(title);',
      "at('no text');",
    ].join('\n');

    expect(sourceTexts('a.ts', source)).toEqual([
      { key: 'Save', line: 1 },
      { key: '{0} is done.', line: 2 },
      { key: '{0} is {1} × {2} pixels.', line: 3 },
      { key: 'Start/a button', line: 4 },
    ]);
  });

  it('finds words that are not translated', () => {
    const source = [
      "showInfo('All is done.');",
      'html`<button title="Save it">Save <b>${name}</b></button>`;',
      "new StylizeError('usage', `There is no device ${id}.`);",
      "new StylizeError('internal', 'A state is missing.');",
      "log.append('info', 'All is well.');",
      "l10n.t('All is done.');",
    ].join('\n');

    expect(hardCoded('a.ts', source).map(({ text }) => text)).toEqual([
      'All is done.',
      'Save it',
      'Save',
      'There is no device 0.',
    ]);
  });
});

const withoutComment = (text: string) => text.replace(/^([^/]+)\/[A-Z].*$/, '$1');
