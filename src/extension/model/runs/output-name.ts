import { posix } from 'node:path';

import type { OutputFormat } from '../../../contracts/picture-files';

export const defaultNamePattern = '${name}.stylized.${ext}';

export interface NameParts {
  /** Name of the content picture, with extension. */
  readonly content: string;
  readonly recipe: string;
  /** Name of the first style picture, with extension. */
  readonly style: string;
  readonly format: OutputFormat;
}

const withoutExtension = (name: string) => posix.parse(name).name;

/** Characters that some system forbids in file names, and those that change the writing direction. */
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const forbidden = /[<>:"/\\|?*\u0000-\u001f\u007f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Names that Windows reserves for devices, whatever follows their first dot (Microsoft, Naming Files, Paths, and Namespaces). */
const reserved = /^(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])\s*(?:\.|$)/i;

/** Maximum bytes of a name without its extension. File systems allow 255, including all suffixes. */
const mostBytes = 200;

/** Turns a text into a file name that every system accepts, without folders; empty if nothing is left. */
export function plainFileName(text: string): string {
  const name = text
    .replace(forbidden, '-')
    .trim()
    .replace(/[. ]+$/, '');
  return reserved.test(name) ? `_${name}` : name;
}

/** As many whole characters as fit. */
function shortened(name: string): string {
  let bytes = 0;
  const characters = Array.from(name);
  const end = characters.findIndex((character) => (bytes += Buffer.byteLength(character)) > mostBytes);
  return end === -1 ? name : characters.slice(0, end).join('');
}

/**
 * The name of a result after the person's pattern, in which `${name}`, `${style}`, `${recipe}` and `${ext}` stand for the
 * content picture, the first style, the recipe and the format. Always a plain name that ends in the format's extension.
 */
export function outputName(pattern: string, { content, recipe, style, format }: NameParts): string {
  const values: ReadonlyMap<string, string> = new Map([
    ['name', withoutExtension(content)],
    ['style', withoutExtension(style)],
    ['recipe', withoutExtension(recipe)],
    ['ext', format],
  ]);
  const filled = pattern.replace(/\$\{(\w+)\}/g, (variable, key: string) => values.get(key) ?? variable);
  const isComplete = filled.toLowerCase().endsWith(`.${format}`);
  const stem = plainFileName(isComplete ? filled.slice(0, -format.length - 1) : filled);
  const usable = stem === '' ? plainFileName(`${withoutExtension(content)}.stylized`) : stem;
  return `${shortened(usable)}.${format}`;
}

/** The name, then the name with rising numbers: `a.stylized.png`, `a.stylized-2.png`, … */
export function* numberedNames(name: string): Generator<string, never> {
  yield name;
  const { name: stem, ext } = posix.parse(name);
  for (let number = 2; ; number++) yield `${stem}-${number}${ext}`;
}
