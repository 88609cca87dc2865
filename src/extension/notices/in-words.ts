import * as vscode from 'vscode';

import { errorIn, type StylizeError } from '../../channel/errors';
import { languageOf, worded, type Words } from '../../channel/l10n';

const language = languageOf(vscode.env.language, (template) => vscode.l10n.t(template));

/** What the engine or the extension's model says, in VS Code's language. */
export const inWords = (words: Words): string => worded(words, language);

/** The same of an error, whose own texts are in English for the log. */
export const errorInWords = (error: StylizeError): ReturnType<typeof errorIn> => errorIn(error, language);
