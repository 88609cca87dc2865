import { basename, dirname } from 'node:path';

import { StylizeError } from '../../protocol/errors';
import type { RecalledPicture, RecalledRun } from '../../protocol/recalled-run';
import { recipeSchema, type Recipe } from '../../protocol/recipe';
import { findFile } from '../imaging/find-file';
import { readMetadata, type ResultMetadata } from '../imaging/metadata';
import type { NetworkStore } from '../network/store';
import { describeIssues } from '../recipes/validate';

export interface RecallOptions {
  readonly store: NetworkStore;
  /** Of Stylize that runs. */
  readonly version: string;
  /** Folders of the pictures that ship with it. */
  readonly bundledPictures: readonly string[];
}

/**
 * Reads out of a result how it was made, and finds what it was made of. The metadata names files without their folders,
 * and nothing outside the folders given is looked at.
 *
 * @param places folders to look in after the result's own
 * @throws StylizeError `no-metadata`, `bad-recipe` for the recipe of another version, and as `readMetadata`
 */
export async function recallRun(
  file: string,
  places: readonly string[],
  { store, version, bundledPictures }: RecallOptions,
): Promise<RecalledRun> {
  const metadata = await readMetadata(file);
  if (!metadata) {
    throw new StylizeError('no-metadata', `${basename(file)} does not say how it was made.`, {
      file,
      hint: 'Choose a result as Stylize has saved it; other programs may remove what it carries.',
    });
  }
  const search = new Search([dirname(file), ...places, ...bundledPictures]);
  const content = await search.picture(metadata.content);
  const styles: RecalledRun['styles'] = [];
  for (const { weight, mask, styleMask, ...style } of metadata.styles) {
    styles.push({
      ...(await search.picture(style)),
      weight,
      ...(mask && { mask: await search.picture(mask) }),
      ...(styleMask && { styleMask: await search.picture(styleMask) }),
    });
  }
  const recipe = await withFiles(recipeOf(metadata, file), metadata, search);
  return {
    recipe,
    content,
    styles,
    device: metadata.device,
    missing: search.missing,
    remarks: [
      ...search.remarks,
      ...(await networkRemarks(metadata, recipe, store)),
      ...remarksOf(metadata, recipe, version),
    ],
  };
}

/** Finds files by their names, and keeps what there is to say about them. */
class Search {
  readonly missing: string[] = [];
  readonly remarks: string[] = [];

  constructor(private readonly folders: readonly string[]) {}

  /** The same with its path, when it is found. */
  async picture<T extends { readonly name: string; readonly sha256: string }>({
    sha256,
    ...picture
  }: T): Promise<Omit<T, 'sha256'> & RecalledPicture> {
    const path = await this.file(picture.name, sha256);
    return { ...picture, name: bareName(picture.name), ...(path !== undefined && { path }) };
  }

  /** Its path. Of the name only the last part counts. */
  async file(path: string, sha256?: string): Promise<string | undefined> {
    const name = bareName(path);
    const found = await findFile(name, sha256, this.folders);
    if (!found) this.missing.push(name);
    else if (!found.isSame) this.remarks.push(`${name} is no longer the file that it was.`);
    return found?.path;
  }
}

function recipeOf({ recipe, version }: ResultMetadata, file: string): Recipe {
  const read = recipeSchema.safeParse(recipe);
  if (read.success) return read.data;
  throw new StylizeError(
    'bad-recipe',
    `${basename(file)} was made by Stylize ${version} with a recipe that this version does not understand: ${describeIssues(read.error)}`,
    { file, hint: `Use Stylize ${version} for it.` },
  );
}

/** The recipe with paths for the files that it names; of one that is not found, with its bare name. */
async function withFiles(recipe: Recipe, { initial }: ResultMetadata, search: Search): Promise<Recipe> {
  const { network } = recipe;
  const { image, file } = recipe.initial;
  const start = image === 'file' && file !== undefined ? await search.file(file, initial?.sha256) : undefined;
  return {
    ...recipe,
    network: /[./\\]/.test(network) ? ((await search.file(network)) ?? bareName(network)) : network,
    ...(file !== undefined && { initial: { ...recipe.initial, file: start ?? bareName(file) } }),
  };
}

const bareName = (path: string): string => path.split(/[/\\]/).at(-1)!;

async function networkRemarks(
  { network: { name, sha256 } }: ResultMetadata,
  recipe: Recipe,
  store: NetworkStore,
): Promise<string[]> {
  if (sha256 === undefined) return [];
  // What cannot be loaded is for the run to say, which may be given another network.
  const network = await store.load(recipe.network).catch(() => undefined);
  return network && network.sha256 !== sha256
    ? [`The network ${name} is no longer the one that it was.`]
    : [];
}

function remarksOf(
  { version, iterations, stopped = false, adjusted = false }: ResultMetadata,
  recipe: Recipe,
  now: string,
): string[] {
  const remarks: string[] = [];
  if (version !== now) remarks.push(`It was made by Stylize ${version}; this is ${now}.`);
  if (stopped)
    remarks.push(
      `It was stopped after ${iterations} of ${recipe.iterations} iterations, all of which are now done.`,
    );
  if (adjusted)
    remarks.push(
      'Weights were changed while it was painted; those that it ended with now hold from the start.',
    );
  return remarks;
}
