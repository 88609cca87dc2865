import { posix } from 'node:path';

export const defaultNamePattern = '${name}.stylized.${ext}';

/** Formats that results are written in, by their extension. */
export const outputFormats = ['png', 'jpg', 'webp', 'tiff', 'avif'] as const;
export type OutputFormat = (typeof outputFormats)[number];

export interface NameParts {
  /** Name of the content picture, with extension. */
  readonly content: string;
  readonly recipe: string;
  /** Name of the first style picture, with extension. */
  readonly style: string;
  readonly format: OutputFormat;
}

const withoutExtension = (name: string) => posix.parse(name).name;

/** Characters that some system does not take in a file name. */
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const forbidden = /[<>:"/\\|?*\u0000-\u001f]/g;

/**
 * The name of a result after the person's pattern, in which `${name}`, `${style}`, `${recipe}` and `${ext}` stand for the
 * content picture, the first style, the recipe and the format. Always a plain name that ends in the format's extension.
 */
export function outputName(pattern: string, { content, recipe, style, format }: NameParts): string {
  const values: Readonly<Record<string, string>> = {
    name: withoutExtension(content),
    style: withoutExtension(style),
    recipe: withoutExtension(recipe),
    ext: format,
  };
  const filled = pattern.replace(/\$\{(\w+)\}/g, (variable, key: string) => values[key] ?? variable);
  const name = filled.replace(forbidden, '-').trim();
  const stem = name.toLowerCase().endsWith(`.${format}`) ? name.slice(0, -format.length - 1) : name;
  const usable = stem === '' ? `${values['name'] ?? ''}.stylized` : stem;
  return `${usable}.${format}`;
}

/** The name, then the name with rising numbers: `a.stylized.png`, `a.stylized-2.png`, … */
export function* numberedNames(name: string): Generator<string, never> {
  yield name;
  const { name: stem, ext } = posix.parse(name);
  for (let number = 2; ; number++) yield `${stem}-${number}${ext}`;
}
