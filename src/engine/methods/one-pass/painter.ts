import type { Picture, Size } from '../../imaging/picture';
import { resample } from '../../imaging/resample';
import type { Values } from '../../runtime/backend';
import type { Executable, Feeds } from '../../runtime/computation';
import { computationError } from '../../runtime/computation-error';
import type { PaintingNetwork } from '../../runtime/painting';
import { tilesOf, tilingOf, type Tile } from '../../runtime/tiles/tiling';

/** Longest side of the picture from which the statistics of a painting in tiles are taken, in pixels. */
const thumbnailSide = 1024;

/** What happens between two tiles: how much is done, 0 to 1, and what the painting looks like so far. */
export type OnTile = (fraction: number, painting: () => Float32Array) => Promise<void>;

/**
 * Paints a picture with a network: [3, H, W], RGB that may leave 0..255. In tiles, all take their statistics from a
 * thumbnail of the whole picture, so that no seams are seen (Chen et al. 2022, Towards Ultra-Resolution Neural Style
 * Transfer via Thumbnail Instance Normalization).
 *
 * @param tile longest side of a tile's core, in pixels; undefined for the picture as a whole
 */
export async function paintPicture(
  network: PaintingNetwork,
  picture: Picture,
  tile: number | undefined,
  onTile: OnTile,
): Promise<Float32Array> {
  const even = extended(picture, network.stride);
  const painting =
    tile === undefined || network.reach === undefined
      ? await withProgram(network, 'whole', even, (program) => paintWith(program, network, even, new Map()))
      : await paintTiles(network, even, tile, await thumbnailMoments(network, picture), onTile);
  return part(painting, even, { x: 0, y: 0, width: picture.width, height: picture.height });
}

/** The statistics of a picture that is made small enough to be seen at once. */
export async function thumbnailMoments(network: PaintingNetwork, picture: Picture): Promise<Feeds> {
  const factor = Math.min(1, thumbnailSide / Math.max(picture.width, picture.height));
  const side = (length: number) =>
    Math.max(network.stride * 2, Math.round((length * factor) / network.stride) * network.stride);
  const size = { width: side(picture.width), height: side(picture.height) };
  const data = resample(picture.data, 3, picture, size, 'bicubic');
  return pictureMoments(network, { ...size, data });
}

/** The statistics of a picture whose sides are multiples of the network's stride. */
export function pictureMoments(network: PaintingNetwork, picture: Picture): Promise<Feeds> {
  return withProgram(network, 'measuring', picture, async (program) => {
    const moments = await run(program, network, picture, new Map());
    return new Map([...moments].map(([name, { data, shape }]) => [name, { data: data.slice(), shape }]));
  });
}

/** @param picture whose sides are multiples of the network's stride */
export async function paintTiles(
  network: PaintingNetwork,
  picture: Picture,
  tile: number,
  moments: Feeds,
  onTile: OnTile,
): Promise<Float32Array> {
  const reach = network.reach!;
  const tiling = tilingOf(picture, { stride: network.stride, before: reach, after: reach }, tile);
  const tiles = tilesOf(tiling);
  const painting = picture.data.slice();
  return withProgram(network, 'window', tiling.window, async (program) => {
    for (const [index, place] of tiles.entries()) {
      const { x, y } = place;
      const window = { x: x.window.from, y: y.window.from, ...tiling.window };
      const seen = { ...tiling.window, data: part(picture.data, picture, window) };
      put(painting, picture, await paintWith(program, network, seen, moments), tiling.window, place);
      await onTile((index + 1) / tiles.length, () => painting);
    }
    return painting;
  });
}

async function withProgram<Result>(
  network: PaintingNetwork,
  kind: Parameters<PaintingNetwork['prepare']>[0],
  size: Size,
  use: (program: Executable) => Promise<Result>,
): Promise<Result> {
  const program = await network.prepare(kind, size);
  try {
    return await use(program);
  } finally {
    await program.dispose();
  }
}

async function paintWith(
  program: Executable,
  network: PaintingNetwork,
  picture: Picture,
  moments: Feeds,
): Promise<Float32Array> {
  return (await run(program, network, picture, moments)).get(network.output)!.data;
}

async function run(
  program: Executable,
  { input }: PaintingNetwork,
  { width, height, data }: Picture,
  moments: Feeds,
): Promise<Feeds> {
  const seen: Values = { data, shape: [1, 3, height, width] };
  try {
    return await program.run(new Map([...moments, [input, seen]]));
  } catch (thrown) {
    throw computationError(thrown, 'failed while it painted');
  }
}

/** A picture whose sides are multiples of the stride: its last column and row are repeated. */
function extended({ width, height, data }: Picture, stride: number): Picture {
  const up = (length: number) => Math.ceil(length / stride) * stride;
  const size = { width: up(width), height: up(height) };
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

/** Puts the core of a painted window where it belongs. */
function put(painting: Float32Array, size: Size, window: Float32Array, shape: Size, { x, y }: Tile): void {
  const length = x.core.to - x.core.from;
  for (let plane = 0; plane < 3; plane++) {
    for (let line = y.core.from; line < y.core.to; line++) {
      const from = (plane * shape.height + line - y.window.from) * shape.width + x.core.from - x.window.from;
      const to = (plane * size.height + line) * size.width + x.core.from;
      painting.set(window.subarray(from, from + length), to);
    }
  }
}
