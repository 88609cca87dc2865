import { basename, dirname } from 'node:path';

import { StylizeError } from '../../channel/errors';
import * as l10n from '../../channel/l10n';
import type { RecalledPicture, RecalledRun } from '../../contracts/recalled-run';
import { fileName, isNetworkFile } from '../../recipe/files';
import { iterationsOf, type Recipe } from '../../recipe/recipe';
import { described, readRecipe } from '../../recipe/validate';
import { openPicture } from '../imaging/decoding/decode';
import { readMetadata, type ResultMetadata } from '../imaging/encoding/metadata';
import { FileFinder } from '../imaging/files/find-file';
import type { Size } from '../imaging/picture';
import type { NetworkStore } from '../network/store';
import type { StyleStore } from '../network/styles/store';
import { isTensorFlowDevice } from '../runtime/tfjs/devices';

export interface RecallRequest {
  readonly file: string;
  /** Folders to look in after the result's own. */
  readonly places: readonly string[];
  /** Whether a network file that the result names may be used. */
  readonly trusted: boolean;
}

export interface RecallOptions {
  readonly store: NetworkStore;
  /** Of Stylize that runs. */
  readonly version: string;
  /** Folders of the pictures that ship with it. */
  readonly bundledPictures: readonly string[];
  readonly signal?: AbortSignal;
}

/**
 * Reads out of a result how it was made, and finds what it was made of. Anyone can write such a result, so its metadata
 * names files without their folders, nothing outside the folders given is looked at, and no network is loaded.
 *
 * @throws StylizeError `no-metadata`, `bad-recipe` for the recipe of another version, and as `readMetadata`
 */
export async function recallRun(
  { file, places, trusted }: RecallRequest,
  { store, version, bundledPictures, signal }: RecallOptions,
): Promise<RecalledRun> {
  const metadata = await readMetadata(file);
  if (!metadata) {
    throw new StylizeError('no-metadata', l10n.t`${basename(file)} does not say how it was made.`, {
      file,
      hint: l10n.t`Choose a result as Stylize has saved it; other programs may remove what it carries.`,
    });
  }
  const search = new Search(new FileFinder([dirname(file), ...places, ...bundledPictures], signal));
  const { width, height } = await openPicture(file);
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
  const recipe = await withInitialImage(recipeOf(metadata, file), metadata, search);
  const network =
    recipe.method === 'optimize'
      ? await recalledNetwork(recipe.network, metadata, trusted ? search : undefined, store)
      : await recalledStyle(recipe.network, metadata, store.styles);
  const device = recalledDevice(metadata);
  return {
    recipe: { ...recipe, network: network.name },
    width,
    height,
    content: { ...content, ...(await sizeOf(content)) },
    styles,
    device: device.id,
    missing: [...search.missing],
    remarks: [
      ...search.remarks,
      ...network.remarks,
      ...device.remarks,
      ...remarksOf(metadata, recipe, version),
    ],
  };
}

/** The size of a picture that is found and can be read; a run tells what is wrong with another. */
async function sizeOf({ path }: RecalledPicture): Promise<Size | undefined> {
  if (path === undefined) return undefined;
  try {
    const { width, height } = await openPicture(path);
    return { width, height };
  } catch {
    return undefined;
  }
}

/** Finds files by their names, and keeps what there is to say about them. */
class Search {
  readonly missing = new Set<string>();
  readonly remarks = new Set<l10n.Words>();

  readonly #finder: FileFinder;

  constructor(finder: FileFinder) {
    this.#finder = finder;
  }

  /** The same with its path, when it is found. */
  async picture<T extends { readonly name: string; readonly sha256: string }>({
    sha256,
    ...picture
  }: T): Promise<Omit<T, 'sha256'> & RecalledPicture> {
    const path = await this.file(picture.name, sha256);
    return { ...picture, name: fileName(picture.name), ...(path !== undefined && { path }) };
  }

  /** Its path. Of the name only the last part counts. */
  async file(path: string, sha256?: string): Promise<string | undefined> {
    const name = fileName(path);
    const found = await this.#finder.find(name, sha256);
    if (!found) this.missing.add(name);
    else if (!found.isSame) this.remarks.add(l10n.t`${name} is no longer the file that it was.`);
    return found?.path;
  }
}

function recipeOf({ recipe, version }: ResultMetadata, file: string): Recipe {
  const read = readRecipe(recipe);
  if (read.recipe) return read.recipe;
  throw new StylizeError(
    'bad-recipe',
    l10n.t`${basename(file)} was made by Stylize ${version} with a recipe that this version does not understand: ${described(read.faults)}`,
    { file, hint: l10n.t`Use Stylize ${version} for it.` },
  );
}

/** The recipe with the path of its initial picture, or the bare name if that picture is not found. */
async function withInitialImage(
  recipe: Recipe,
  { initial }: ResultMetadata,
  search: Search,
): Promise<Recipe> {
  if (recipe.method !== 'optimize') return recipe;
  const { image, file } = recipe.initial;
  if (file === undefined) return recipe;
  const found = image === 'file' ? await search.file(file, initial?.sha256) : undefined;
  return { ...recipe, initial: { ...recipe.initial, file: found ?? fileName(file) } };
}

/**
 * The network to use: the installed one with the same weights or, failing that, the one of the same name. A file that the
 * metadata names is only looked for, and only where there is trust; it is not opened but for its header.
 */
async function recalledNetwork(
  name: string,
  { network: { sha256 } }: ResultMetadata,
  search: Search | undefined,
  store: NetworkStore,
): Promise<{ readonly name: string; readonly remarks: readonly l10n.Words[] }> {
  const installed = await store.weightHashes();
  const isSame = (hash: string | undefined) => hash === undefined || hash === sha256 || sha256 === undefined;
  if (installed.has(name) && isSame(installed.get(name))) return { name, remarks: [] };
  const twin = [...installed].find(([, hash]) => hash === sha256)?.[0];
  if (twin !== undefined) return { name: twin, remarks: [] };

  const changed = (which: string) => [l10n.t`The network ${which} is no longer the one that it was.`];
  if (!isNetworkFile(name)) return { name, remarks: installed.has(name) ? changed(name) : [] };
  const file = fileName(name);
  if (!search)
    return { name: file, remarks: [l10n.t`Its network is the file ${file}, which is not trusted here.`] };
  const path = await search.file(name);
  if (path === undefined) return { name: file, remarks: [] };
  return { name: path, remarks: isSame(await store.weightHash(path)) ? [] : changed(file) };
}

/** The fast style with the same numbers or, failing that, the one of the same name. */
async function recalledStyle(
  name: string,
  { network: { sha256 } }: ResultMetadata,
  styles: StyleStore,
): Promise<{ readonly name: string; readonly remarks: readonly l10n.Words[] }> {
  const installed = await styles.hashes();
  if (installed.get(name) === sha256) return { name, remarks: [] };
  const twin = [...installed].find(([, hash]) => hash === sha256)?.[0];
  if (twin !== undefined) return { name: twin, remarks: [] };
  const remark = installed.has(name)
    ? l10n.t`The fast style ${name} is no longer the one that it was.`
    : l10n.t`The fast style ${name} is not on this machine.`;
  return { name, remarks: [remark] };
}

/** The device by its name, unless choosing it would load a program that a person has installed. */
function recalledDevice({ device }: ResultMetadata): { id: string; remarks: l10n.Words[] } {
  if (!isTensorFlowDevice(device)) return { id: device, remarks: [] };
  return {
    id: 'auto',
    remarks: [
      l10n.t`It was painted on ${device}, which is used only when you choose it; the device is now auto.`,
    ],
  };
}

function remarksOf(
  { version, iterations, stopped = false, adjusted = false }: ResultMetadata,
  recipe: Recipe,
  now: string,
): l10n.Words[] {
  const remarks: l10n.Words[] = [];
  if (version !== now) remarks.push(l10n.t`It was made by Stylize ${version}; this is ${now}.`);
  if (stopped)
    remarks.push(l10n.t`It was stopped after ${iterations} of ${iterationsOf(recipe)} iterations.`);
  if (adjusted)
    remarks.push(
      l10n.t`Weights were changed while it was painted; those that it ended with now hold from the start.`,
    );
  return remarks;
}
