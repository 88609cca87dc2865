import { StylizeError } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import type { Picture, Size } from '../../imaging/picture';
import { resample } from '../../imaging/resample';
import type { Executable, Feeds } from '../../runtime/computation';
import { computationError } from '../../runtime/computation-error';
import type { PaintingNetwork } from '../../runtime/painting';
import { tilesOf, tilingOf, type Extent, type Tile } from '../../runtime/tiles/tiling';
import { madeUnlessAborted, unlessAborted } from '../../runtime/unless-aborted';

/** Longest side of the picture from which the statistics of a painting in tiles are taken, in pixels. */
const thumbnailSide = 1024;

/** Where a painting goes on. */
export interface Begun {
  /** How many tiles are painted. */
  readonly tiles: number;
  /** [3, H, W]; it is taken over. */
  readonly painting: Float32Array;
}

/**
 * Paints a picture with a network. In tiles, all take their statistics from a thumbnail of the whole picture, so that no
 * seams are seen (Chen et al. 2022, Towards Ultra-Resolution Neural Style Transfer via Thumbnail Instance Normalization).
 */
export class PassPainter {
  /** [3, H, W], RGB that may leave 0..255: the picture itself where nothing is painted yet. */
  readonly painting: Float32Array;
  readonly #network: PaintingNetwork;
  readonly #picture: Picture;
  readonly #isWhole: boolean;
  readonly #tiling: ReturnType<typeof tilingIn>;
  readonly #tiles: readonly Tile[];
  #next: number;
  #prepared: { readonly program: Executable; readonly moments: Feeds; readonly seen: Picture } | undefined;

  /**
   * @param tile longest side of a tile's core, in pixels; undefined for the picture as a whole
   * @param moments the statistics that tiles use; those of a thumbnail when left out
   */
  constructor(
    network: PaintingNetwork,
    picture: Picture,
    tile: number | undefined,
    from?: Begun,
    readonly moments?: Feeds,
  ) {
    this.#network = network;
    this.#picture = picture;
    this.#isWhole = isWhole(network, tile);
    this.#tiling = tilingIn(network, picture, tile);
    this.#tiles = tilesOf(this.#tiling);
    this.#next = from?.tiles ?? 0;
    this.painting = from?.painting ?? picture.data.slice();
  }

  get count(): number {
    return this.#tiles.length;
  }

  get isDone(): boolean {
    return this.#next >= this.#tiles.length;
  }

  /**
   * Paints the next tile.
   *
   * @param signal ends it at once, as if it had not begun: it throws the signal's reason
   * @throws StylizeError `bad-weights` when what the network paints is no picture
   */
  async next(signal?: AbortSignal): Promise<void> {
    const { program, moments, seen } = (this.#prepared ??= await this.#prepare(signal));
    const tile = this.#tiles[this.#next]!;
    const { window } = this.#tiling;
    const place = { x: tile.x.window.from, y: tile.y.window.from, ...window };
    const input = { ...window, data: part(seen.data, seen, place) };
    const output = (await run(program, this.#network, input, moments, signal)).get(this.#network.output);
    if (output?.data.length !== input.data.length) {
      const shape = output?.shape.slice(-2).reverse().join('×') ?? '';
      throw new StylizeError(
        'bad-weights',
        l10n.t`The fast style makes a picture of ${shape} pixels of one of ${window.width}×${window.height}.`,
      );
    }
    if (!output.data.every(Number.isFinite)) {
      throw new StylizeError('bad-weights', l10n.t`The fast style paints colours that are not numbers.`);
    }
    put(this.painting, this.#picture, output.data, window, tile);
    this.#next++;
  }

  async dispose(): Promise<void> {
    await this.#prepared?.program.dispose();
    this.#prepared = undefined;
  }

  async #prepare(signal: AbortSignal | undefined) {
    const moments = this.#isWhole
      ? new Map()
      : (this.moments ?? (await thumbnailMoments(this.#network, this.#picture, signal)));
    const preparation = this.#network.prepare(this.#isWhole ? 'whole' : 'window', this.#tiling.window);
    const program = await madeUnlessAborted(preparation, signal);
    return { program, moments, seen: extended(this.#picture, this.#network.stride) };
  }
}

/** The windows of a painting. */
export const paintingTiles = (network: PaintingNetwork, size: Size, tile: number | undefined): Extent[] => {
  const tiling = tilingIn(network, size, tile);
  return tilesOf(tiling).map(() => tiling.window);
};

const isWhole = ({ reach }: PaintingNetwork, tile: number | undefined): boolean =>
  tile === undefined || reach === undefined;

function tilingIn(network: PaintingNetwork, size: Size, tile: number | undefined) {
  const { stride, reach = 0 } = network;
  const picture = evenSize(size, stride);
  const core = isWhole(network, tile) ? Math.max(picture.width, picture.height) : tile!;
  return tilingOf(picture, { stride, before: reach, after: reach }, core);
}

/** The statistics of a picture that is made small enough to be seen at once. */
export async function thumbnailMoments(
  network: PaintingNetwork,
  picture: Picture,
  signal?: AbortSignal,
): Promise<Feeds> {
  const factor = Math.min(1, thumbnailSide / Math.max(picture.width, picture.height));
  const side = (length: number) =>
    Math.max(2 * network.stride, Math.round((length * factor) / network.stride) * network.stride);
  const size = { width: side(picture.width), height: side(picture.height) };
  const data = resample(picture.data, 3, picture, size, 'bicubic');
  return pictureMoments(network, { ...size, data }, signal);
}

/** The statistics of a picture whose sides are multiples of the network's stride. */
export async function pictureMoments(
  network: PaintingNetwork,
  picture: Picture,
  signal?: AbortSignal,
): Promise<Feeds> {
  const program = await madeUnlessAborted(network.prepare('measuring', picture), signal);
  try {
    const moments = await run(program, network, picture, new Map(), signal);
    return new Map([...moments].map(([name, { data, shape }]) => [name, { data: data.slice(), shape }]));
  } finally {
    await program.dispose();
  }
}

async function run(
  program: Executable,
  { input }: PaintingNetwork,
  { width, height, data }: Picture,
  moments: Feeds,
  signal: AbortSignal | undefined,
): Promise<Feeds> {
  const feeds = new Map([...moments, [input, { data, shape: [1, 3, height, width] }]]);
  const outputs = program.run(feeds).catch((thrown: unknown) => {
    throw computationError(thrown, l10n.t`failed while it painted`);
  });
  return unlessAborted(outputs, signal);
}

const evenSize = ({ width, height }: Size, stride: number): Size => {
  const up = (length: number) => Math.ceil(length / stride) * stride;
  return { width: up(width), height: up(height) };
};

/** A picture whose sides are multiples of the stride: its last column and row are repeated. */
function extended({ width, height, data }: Picture, stride: number): Picture {
  const size = evenSize({ width, height }, stride);
  if (size.width === width && size.height === height) return { width, height, data };
  const result = new Float32Array(3 * size.width * size.height);
  for (let row = 0; row < 3 * size.height; row++) {
    const [plane, y] = [Math.floor(row / size.height), row % size.height];
    const from = (plane * height + Math.min(y, height - 1)) * width;
    const to = row * size.width;
    result.set(data.subarray(from, from + width), to);
    result.fill(data[from + width - 1]!, to + width, to + size.width);
  }
  return { ...size, data: result };
}

interface Rectangle extends Size {
  readonly x: number;
  readonly y: number;
}

/** A rectangle of a picture [3, H, W]. */
function part(data: Float32Array, size: Size, { x, y, width, height }: Rectangle): Float32Array {
  if (width === size.width && height === size.height) return data;
  const result = new Float32Array(3 * width * height);
  for (let row = 0; row < 3 * height; row++) {
    const [plane, line] = [Math.floor(row / height), row % height];
    const from = (plane * size.height + y + line) * size.width + x;
    result.set(data.subarray(from, from + width), row * width);
  }
  return result;
}

/** Puts the core of a painted window where it belongs, as far as the painting reaches. */
function put(painting: Float32Array, size: Size, window: Float32Array, shape: Size, { x, y }: Tile): void {
  const length = Math.min(x.core.to, size.width) - x.core.from;
  for (let plane = 0; plane < 3; plane++) {
    for (let line = y.core.from; line < Math.min(y.core.to, size.height); line++) {
      const from = (plane * shape.height + line - y.window.from) * shape.width + x.core.from - x.window.from;
      const to = (plane * size.height + line) * size.width + x.core.from;
      painting.set(window.subarray(from, from + length), to);
    }
  }
}
