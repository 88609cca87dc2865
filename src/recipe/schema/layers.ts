import { StylizeError } from '../../channel/errors';
import * as l10n from '../../channel/l10n';
import { isWhole, valuesIn } from '../values/paths';
import { isPlainObject, type PlainObject } from '../values/plain-object';

/** How many convolutions each of VGG-19's five blocks has (Simonyan & Zisserman 2014, table 1, column E). */
export const vggBlocks = [2, 2, 4, 4, 4] as const;

/** VGG-19's layers, from the first to the last, by the literature's names of their activations: `relu4_2`. */
export const vggLayers: readonly string[] = vggBlocks.flatMap((convolutions, block) =>
  Array.from({ length: convolutions }, (_, index) => `relu${block + 1}_${index + 1}`),
);

/** All names in use for layers of VGG-19. It also matches a few beyond the end of the short blocks. */
export const vggPattern = /^(?:relu|conv)([1-5])_([1-4])$|^block([1-5])_conv([1-4])$/;

/**
 * The literature's name of an activation of VGG-19, `relu4_2`, from any of its usual names: `relu4_2`
 * (neural-style), `conv4_2` (Gatys), `block4_conv2` (Keras). All of them mean the activation after the rectifier. A layer
 * of another network keeps its name.
 */
export const canonicalLayer = (name: string): string =>
  name.replace(vggPattern, (_, block, convolution, kerasBlock, kerasConvolution) => {
    return `relu${String(block ?? kerasBlock)}_${String(convolution ?? kerasConvolution)}`;
  });

/** Layers from first to last: VGG-19's by their numbers, those of another network in the given order. */
export function inOrder(layers: readonly string[]): string[] {
  return layers.every((layer) => vggPattern.test(layer)) ? [...layers].sort() : [...layers];
}

/**
 * Checks that a network has the layers that a recipe names.
 *
 * @param network its name, and the names of its activations
 * @throws StylizeError `bad-setting` naming one that it lacks, and those that it has
 */
export function requireLayers(
  recipe: PlainObject,
  network: { readonly name: string; readonly layers: readonly string[] },
): void {
  for (const [key, weights] of valuesIn(recipe)) {
    if (!isWhole(key) || !isPlainObject(weights)) continue;
    const unknown = Object.keys(weights).find((layer) => !network.layers.includes(layer));
    if (unknown === undefined) continue;
    throw new StylizeError(
      'bad-setting',
      l10n.t`The network ${network.name} has no layer ${unknown}, which ${key} names.`,
      {
        hint: l10n.t`Its layers are ${network.layers.join(', ')}. Name one of them, or choose another network.`,
      },
    );
  }
}
