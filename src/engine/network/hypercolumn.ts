import type { NetworkDescription, Relu } from './network';

/*
 * What a loss looks at: one layer, by its name, or several whose features stand side by side at each position, a
 * hypercolumn (Hariharan et al. 2015). That one's name lists its layers, `relu1_1 + 0.5 × relu2_1`.
 */

/** A layer of a hypercolumn, and what its features are multiplied by. */
export interface Part {
  readonly layer: string;
  readonly weight: number;
}

/** The poolings before a hypercolumn's positions, if its layers have as many: it has a quarter of the picture's sides. */
const poolingsOfHypercolumn = 2;

/** The name of the layers with a weight, of which the largest counts as 1; of a single layer its own. */
export function hypercolumnName(weights: Readonly<Record<string, number>>): string {
  const largest = Math.max(...Object.values(weights));
  const parts = Object.entries(weights).filter(([, weight]) => weight > 0 || largest === 0);
  if (parts.length === 1) return parts[0]![0];
  return parts
    .map(([layer, weight]) => (weight === largest ? layer : `${weight / largest} × ${layer}`))
    .join(' + ');
}

export function partsOf(name: string): Part[] {
  return name.split(' + ').map((part) => {
    const [layer = '', weight = '1'] = part.split(' × ').reverse();
    return { layer, weight: Number(weight) };
  });
}

/** A layer as the network has it, and how many poolings are before it: each halves both sides of its map. */
export interface Depth {
  readonly relu: Relu;
  readonly poolings: number;
}

export function layerDepth({ name, layers }: NetworkDescription, layer: string): Depth {
  const index = layers.findIndex(({ kind, name }) => kind === 'relu' && name === layer);
  const relu = layers[index];
  if (relu?.kind !== 'relu') throw new Error(`the network ${name} has no layer ${layer}`);
  return { relu, poolings: layers.slice(0, index).filter(({ kind }) => kind === 'pooling').length };
}

/** How many poolings stand between the picture and the positions of a layer or a hypercolumn. */
export function poolingsBefore(network: NetworkDescription, name: string): number {
  const depths = partsOf(name).map(({ layer }) => layerDepth(network, layer).poolings);
  return depths.length === 1 ? depths[0]! : Math.min(poolingsOfHypercolumn, Math.max(...depths));
}

/** How many numbers a layer or a hypercolumn has at a position. */
export const channelsOf = (network: NetworkDescription, name: string): number =>
  partsOf(name).reduce((sum, { layer }) => sum + layerDepth(network, layer).relu.channels, 0);

/** How many numbers a layer or a hypercolumn has for each pixel of the picture. */
export const featuresPerPixel = (network: NetworkDescription, name: string): number =>
  channelsOf(network, name) / 4 ** poolingsBefore(network, name);
