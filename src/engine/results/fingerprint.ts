import type { ParsedParams, Result } from '../../channel/contract';
import type { EngineContract } from '../../contracts/engine';
import { withPaths } from '../../recipe/files';
import { needsStyle, type Recipe } from '../../recipe/recipe';
import { readRecipe } from '../../recipe/validate';
import { openPicture } from '../imaging/decoding/decode';
import { readMetadata, type ResultMetadata } from '../imaging/encoding/metadata';
import type { NetworkStore } from '../network/store';
import { recipeNetwork } from '../plan/network';
import { platform } from '../platform/platform';
import { sha256 } from '../platform/sha256';

export type FingerprintRequest = Omit<ParsedParams<EngineContract, 'fingerprint'>, 'recipe' | 'settings'> & {
  readonly recipe: Recipe;
};

/** What decides a picture, apart from the machine: files by their hashes. */
interface Decisive extends Pick<ResultMetadata, 'content' | 'styles' | 'initial'> {
  readonly recipe: Recipe;
  readonly network: string | undefined;
}

/**
 * What decides the picture that a request asks for, as a hash, and the same of the result that is there already. The
 * device, its memory and the version of Stylize do not count: a batch may be painted by several machines, over several days.
 *
 * @throws StylizeError for pictures, masks and networks that cannot be read
 */
export async function fingerprints(
  { content, styles: given, recipe, path }: FingerprintRequest,
  store: NetworkStore,
): Promise<Omit<Result<EngineContract, 'fingerprint'>, 'metadata'>> {
  const initial = initialFile(recipe);
  const network =
    recipe.method === 'optimize'
      ? await recipeNetwork(recipe, store)
      : await store.styles.load(recipe.network);
  const styles = needsStyle(recipe) ? given : [];
  const wanted = await hashOf({
    recipe,
    network: network.sha256,
    content: await source(content),
    styles: await Promise.all(
      styles.map(async ({ path: style, weight, mask, styleMask }) => ({
        ...(await source(style)),
        weight,
        ...(mask && { mask: { ...(await source(mask.path)), color: mask.color } }),
        ...(styleMask && { styleMask: { ...(await source(styleMask.path)), color: styleMask.color } }),
      })),
    ),
    ...(initial !== undefined && { initial: await source(initial) }),
  });
  const taken = await platform().files.isTaken(path);
  const found = taken ? await fingerprintOf(path) : undefined;
  return { wanted, taken, ...(found !== undefined && { found }) };
}

/** What decided a finished result; undefined of every other file. */
async function fingerprintOf(path: string): Promise<string | undefined> {
  const metadata = await readMetadata(path).catch(() => undefined);
  if (!metadata || metadata.stopped || metadata.adjusted) return undefined;
  const { recipe } = readRecipe(metadata.recipe);
  return recipe && hashOf({ ...metadata, recipe, network: metadata.network.sha256 });
}

async function source(path: string): Promise<{ name: string; sha256: string }> {
  const picture = await openPicture(path);
  return { name: '', sha256: picture.sha256 };
}

/** The picture that a run starts from. */
function initialFile(recipe: Recipe): string | undefined {
  return recipe.method === 'optimize' && recipe.initial.image === 'file' ? recipe.initial.file : undefined;
}

/** The pairs of L-BFGS are as many as the machine has memory for. */
function optimizerOf(recipe: Recipe) {
  if (recipe.method !== 'optimize' || recipe.optimizer.kind !== 'lbfgs') return {};
  return { optimizer: { ...recipe.optimizer, history: 0 } };
}

function hashOf({ recipe, network, content, styles, initial }: Decisive): Promise<string> {
  // What a recipe is called paints nothing; the network and the picture to start from are told by their hashes.
  const values = { ...recipe, name: '', title: '', description: '', network: '', ...optimizerOf(recipe) };
  const mask = (region: ResultMetadata['styles'][number]['mask']) =>
    region && [region.sha256, region.color?.toLowerCase()];
  const decisive = [
    withPaths(values, () => ''),
    network,
    content.sha256,
    styles.map((style) => [style.sha256, style.weight, mask(style.mask), mask(style.styleMask)]),
    initial?.sha256,
  ];
  return sha256(new TextEncoder().encode(JSON.stringify(decisive, sorted)));
}

/** Keys in one order, whichever order an object was written in. */
const sorted = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
