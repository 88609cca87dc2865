import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { FrameLocator } from 'playwright-core';

import { allTexts, manifestFile, readTranslations } from '../../../tools/translations/texts';

/** A language of VS Code that Stylize does not speak. Here every translated text is in brackets, and longer: `⟦Save ··⟧`. */
export const pseudoLanguage = 'eo';

export const pseudo = (text: string): string => `⟦${text} ${'·'.repeat(Math.ceil(text.length / 4))}⟧`;

/** Translates everything that can be translated into it. */
export async function writePseudoTranslations(root: string, extension: string): Promise<void> {
  const texts = [...(await allTexts(root)).keys()];
  const bundle = texts.map((text) => [text, pseudo(text.replace(/^([^/]+)\/[A-Z].*$/, '$1'))]);
  const manifest = Object.entries(await readTranslations(manifestFile(root)));
  await mkdir(join(extension, 'l10n'));
  await writeFile(
    join(extension, 'l10n', `bundle.l10n.${pseudoLanguage}.json`),
    JSON.stringify(Object.fromEntries(bundle)),
  );
  await writeFile(
    join(extension, `package.nls.${pseudoLanguage}.json`),
    JSON.stringify(Object.fromEntries(manifest.map(([key, text]) => [key, pseudo(text)]))),
  );
}

/** The parts of a document that the search for words needs. */
interface Searched {
  readonly nodeType: number;
  readonly nodeName: string;
  readonly textContent: string | null;
  readonly shadowRoot?: Searched | null;
  readonly childNodes: Iterable<Searched>;
  getAttribute?(name: string): string | null;
}

/** Every text in one of our pages that a person sees or hears. */
export function textsIn(frame: FrameLocator): Promise<string[]> {
  return frame.locator('body').evaluate((body: unknown) => {
    const attributes = [
      'title',
      'aria-label',
      'aria-description',
      'aria-valuetext',
      'alt',
      'placeholder',
      'data-help',
    ];
    const found: string[] = [];
    const visit = (node: Searched): void => {
      if (/^(?:SCRIPT|STYLE)$/.test(node.nodeName)) return;
      if (node.nodeType === 3) found.push(node.textContent ?? '');
      for (const name of attributes) found.push(node.getAttribute?.(name) ?? '');
      if (node.shadowRoot) visit(node.shadowRoot);
      for (const child of node.childNodes) visit(child);
    };
    visit(body as Searched);
    return [...new Set(found.map((text) => text.trim()).filter((text) => text !== ''))];
  });
}

/** What is left of a text without what was translated; empty if that has no word. */
export function untranslated(text: string): string {
  let rest = text;
  for (let before = ''; before !== rest;) {
    before = rest;
    rest = rest.replace(/⟦[^⟦⟧]*⟧/g, ' ');
  }
  return /[a-z]{3}/i.test(rest) ? rest.trim() : '';
}
