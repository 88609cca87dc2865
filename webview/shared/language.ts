import * as l10n from '@vscode/l10n';

import { errorIn, type ErrorData, type StylizeError } from '../../src/channel/errors';
import { languageOf, localeOf, worded, type Words } from '../../src/channel/l10n';

/* The language of the page. Until the page has been set up, and in tests, it is English. */

let name = 'en';
let language = languageOf(name, (template) => template);

/**
 * Sets it. Texts are translated while their modules load, so this must come before them.
 *
 * @param translations English texts and their translations, as JSON
 */
export function setLanguage(chosen: string, translations: string): void {
  name = chosen;
  l10n.config({ contents: translations });
  language = languageOf(name, (template) => l10n.t(template));
}

/** For `Intl`. */
export const locale = (): string => localeOf(name);

/** What the engine or the host says, in the language of the page. */
export const inWords = (words: Words): string => worded(words, language);

/** What an error says, in the language of the page. */
export const errorInWords = (error: StylizeError | ErrorData): ReturnType<typeof errorIn> =>
  errorIn(error, language);

/** A text that comes from data, such as a recipe's title: translated if it ships with Stylize. */
export const translated = (text: string): string => l10n.t(text);

/** A number as it is written in the language of the page. */
export const formatNumber = (value: number): string => language.number(value);
