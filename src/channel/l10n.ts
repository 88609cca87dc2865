import * as z from 'zod';

/*
 * What the engine tells a person crosses processes with its parts apart, so that whoever shows it can say it in the
 * person's language. Its English text is the key of its translation, in `l10n/`.
 */

type Value = string | number | Message;

/** A text with its values apart: `{ template: '{0} is {1} pixels wide.', values: ['a.png', 8] }`. */
export interface Message {
  readonly template: string;
  readonly values: readonly Value[];
}

/** What a person reads: text that is ready, or a message that can be said in their language. */
export type Words = string | Message;

const messageSchema: z.ZodType<Message> = z.lazy(() =>
  z.strictObject({
    template: z.string(),
    values: z.array(z.union([z.string(), z.number(), messageSchema])),
  }),
);
export const wordsSchema = z.union([z.string(), messageSchema]);

export interface Language {
  /** A template's translation, or the template itself where there is none. */
  translate(template: string): string;
  number(value: number): string;
}

const english: Language = { translate: (template) => template, number: String };

/** Marks a message for translation. Used as `l10n.t`, which is how texts to be translated are found. */
export function t(parts: TemplateStringsArray, ...values: Value[]): Message {
  return { template: parts.reduce((all, part, index) => `${all}{${index - 1}}${part}`), values };
}

/** A text that comes from data, such as a recipe's title: translated if it ships with Stylize. */
export const known = (text: string): Message => ({ template: text, values: [] });

/** Several messages with something between them. Those that are missing are left out. */
export function joined(separator: string, ...all: readonly (Words | undefined)[]): Words {
  const values = all.filter((words) => words !== undefined && words !== '') as readonly Words[];
  return values.length === 1
    ? values[0]!
    : { template: values.map((_, index) => `{${index}}`).join(separator), values };
}

export const lines = (...all: readonly (Words | undefined)[]): Words => joined('\n', ...all);

/** One sentence after the other. */
export function sentences(first: Words, second?: Words): Words {
  return second === undefined || second === '' ? first : t`${first} ${second}`;
}

/** Says something in a language: without one in English, as logs and the command line do. */
export function worded(words: Words, language: Language = english): string {
  if (typeof words === 'string') return words;
  const { template, values } = words;
  return language.translate(template).replace(/\{(\d+)\}/g, (placeholder, index: string) => {
    const value = values[Number(index)];
    if (value === undefined) return placeholder;
    return typeof value === 'number' ? language.number(value) : worded(value, language);
  });
}

/** For `JSON.stringify`: what other programs read has its messages as text. */
export const asText = (_key: string, value: unknown): unknown => {
  const { data: message } = messageSchema.safeParse(value);
  return message ? worded(message) : value;
};

/** A language by its name in VS Code, such as `pt-br`. Its numbers have a decimal mark, but no groups of digits. */
export function languageOf(name: string, translate: Language['translate']): Language {
  const format = new Intl.NumberFormat(localeOf(name), { useGrouping: false, maximumFractionDigits: 20 });
  return { translate, number: (value) => format.format(value) };
}

/** For `Intl`. Our English is British. */
export const localeOf = (name: string): string => (/^en\b/i.test(name) ? 'en-GB' : name);
