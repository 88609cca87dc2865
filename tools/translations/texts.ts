import { existsSync } from 'node:fs';
import { open, readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

import { listRecipes } from '../../src/engine/recipes/catalog';
import { fastStyleRecipe } from '../../src/engine/recipes/fast-style';
import { deviceTitles } from '../../src/engine/runtime/devices';
import { recipeJsonSchema, type SchemaNode } from '../../src/recipe/options';
import { sourceTexts } from './source-texts';

/** The languages that Stylize speaks besides English, as VS Code names them. */
export const languages = ['zh-cn', 'pt-br'] as const;
export type LanguageName = (typeof languages)[number];

/** The folders whose texts a person reads in their language. */
const folders = ['src', 'webview'];

export type Translations = Readonly<Record<string, string>>;

/** Every text to be translated, with the places where it is used. */
export async function allTexts(root: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const texts = new Map<string, string[]>();
  const add = (key: string, place: string) => {
    texts.set(key, [...(texts.get(key) ?? []), place]);
  };
  for (const file of await sourceFiles(root)) {
    const name = relative(root, file).replaceAll('\\', '/');
    for (const { key, line } of sourceTexts(file, await readFile(file, 'utf8'))) add(key, `${name}:${line}`);
  }
  for (const [key, place] of await dataTexts(root)) add(key, place);
  return texts;
}

async function sourceFiles(root: string): Promise<string[]> {
  const all = await Promise.all(
    folders.map(async (folder) => {
      const entries = await readdir(join(root, folder), { recursive: true });
      return entries.filter((name) => name.endsWith('.ts')).map((name) => join(root, folder, name));
    }),
  );
  return all.flat().sort();
}

/** Texts of what ships: recipes, the help of their options, devices, networks and style pictures. */
async function dataTexts(root: string): Promise<[text: string, place: string][]> {
  const styles = JSON.parse(await readFile(join(root, 'media/styles/styles.json'), 'utf8')) as {
    readonly title: string;
    readonly description: string;
  }[];
  return [
    ...listRecipes().flatMap(({ name, title, description }): [string, string][] => [
      [title, `recipe ${name}`],
      [description, `recipe ${name}`],
    ]),
    [fastStyleRecipe({ name: '', title: '' }).description, 'the recipe of a fast style'],
    ...descriptions(recipeJsonSchema()).map((text): [string, string] => [text, 'an option of recipes']),
    ...Object.values(deviceTitles).map((title): [string, string] => [title, 'a device']),
    ...(await networkTitles(root)).map((title): [string, string] => [title, 'a network']),
    ...styles.flatMap(({ title, description }): [string, string][] => [
      [title, 'a style'],
      [description, 'a style'],
    ]),
  ];
}

function descriptions({ description, properties = {}, oneOf = [] }: SchemaNode): string[] {
  const parts = [...Object.values(properties), ...oneOf].flatMap(descriptions);
  return description === undefined ? parts : [description, ...parts];
}

/** From the headers of the networks that ship. */
async function networkTitles(root: string): Promise<string[]> {
  const folder = join(root, 'media/networks');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.safetensors'));
  return Promise.all(names.map((name) => networkTitle(join(folder, name))));
}

async function networkTitle(path: string): Promise<string> {
  const file = await open(path);
  try {
    const length = Number((await file.read(Buffer.alloc(8), 0, 8, 0)).buffer.readBigUInt64LE());
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, 8);
    const { __metadata__: metadata } = JSON.parse(buffer.toString()) as {
      readonly __metadata__: Readonly<Record<string, string>>;
    };
    return (JSON.parse(metadata['description'] ?? '{}') as { readonly title: string }).title;
  } finally {
    await file.close();
  }
}

export const bundleFile = (root: string, language: LanguageName): string =>
  join(root, `l10n/bundle.l10n.${language}.json`);

export const manifestFile = (root: string, language?: LanguageName): string =>
  join(root, language ? `package.nls.${language}.json` : 'package.nls.json');

export async function readTranslations<T = string>(file: string): Promise<Readonly<Record<string, T>>> {
  return existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as Record<string, T>) : {};
}
