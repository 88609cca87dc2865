import { basename, join } from 'node:path';

import { StylizeError } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import { isPicture } from '../../../contracts/picture-files';
import { openPicture } from '../../imaging/decoding/decode';
import type { Picture } from '../../imaging/picture';
import { platform } from '../../platform/platform';
import { shuffled, uniforms } from './numbers';

const deepestFolder = 8;
/** How much of a picture a crop shows at least: its short side is at most this many times as long as the crop. */
const farthest = 2.5;

const collator = new Intl.Collator('en', { numeric: true });

/**
 * The pictures of a folder and of the folders in it, in natural order.
 *
 * @throws StylizeError `file-not-found` when there are none
 */
export async function picturesIn(folder: string): Promise<string[]> {
  const pictures: string[] = [];
  await list(folder, 0);
  if (pictures.length === 0) {
    throw new StylizeError('file-not-found', l10n.t`There are no pictures in ${basename(folder)}.`, {
      file: folder,
      hint: l10n.t`Name a folder of photographs: some hundreds make a good fast style.`,
    });
  }
  return pictures;

  async function list(place: string, depth: number): Promise<void> {
    const names = (await namesIn(place, depth)).filter((name) => !name.startsWith('.'));
    names.sort((a, b) => collator.compare(a, b) || (a < b ? -1 : 1));
    for (const name of names) {
      const path = join(place, name);
      if (isPicture(name)) pictures.push(path);
      else if (depth < deepestFolder && (await isFolder(path))) await list(path, depth + 1);
    }
  }
}

async function namesIn(folder: string, depth: number): Promise<string[]> {
  try {
    return await platform().files.list(folder);
  } catch (cause) {
    if (depth > 0) return [];
    throw new StylizeError('file-not-found', l10n.t`The folder ${basename(folder)} cannot be read.`, {
      file: folder,
      hint: l10n.t`Name a folder of photographs: some hundreds make a good fast style.`,
      cause,
    });
  }
}

const isFolder = (path: string): Promise<boolean> =>
  platform()
    .files.status(path)
    .then(
      ({ kind }) => kind === 'folder',
      () => false,
    );

/** Pieces of pictures to learn from, of one size, mirrored half of the time. The seed and its number decide each. */
export class Crops {
  readonly #pictures: readonly string[];
  readonly #side: number;
  readonly #seed: number;
  readonly #onBad: (error: StylizeError) => void;
  readonly #bad = new Map<string, StylizeError>();
  #round: { readonly index: number; readonly order: readonly number[] } | undefined;

  /**
   * @param side in pixels
   * @param onBad told once of every picture that cannot be read
   */
  constructor(pictures: readonly string[], side: number, seed: number, onBad: (error: StylizeError) => void) {
    this.#pictures = pictures;
    this.#side = side;
    this.#seed = seed;
    this.#onBad = onBad;
  }

  /** How many pictures could not be read so far. */
  get skipped(): number {
    return this.#bad.size;
  }

  /**
   * @param index of the crop; every picture has its turn before one comes again
   * @returns [3, side, side], RGB 0..255
   * @throws StylizeError `bad-image` when no picture can be read
   */
  async crop(index: number): Promise<Float32Array> {
    const count = this.#pictures.length;
    const order = this.#orderOf(Math.floor(index / count));
    for (let shift = 0; shift < count; shift++) {
      const path = this.#pictures[order[(index + shift) % count]!]!;
      const crop = await this.#cropOf(path, index);
      if (crop) return crop;
    }
    const [first] = this.#bad.values();
    throw new StylizeError('bad-image', l10n.t`None of the ${count} pictures can be read.`, {
      file: first!.file,
      hint: l10n.t`The first one: ${first!.words.message}`,
    });
  }

  /** Undefined when the picture cannot be read. */
  async #cropOf(path: string, index: number): Promise<Float32Array | undefined> {
    if (this.#bad.has(path)) return undefined;
    const draw = uniforms(this.#seed, index + 1);
    const side = this.#side;
    const [scale, x, y, mirrored] = [farthest ** draw(), draw(), draw(), draw() < 0.5];
    try {
      const picture = await openPicture(path);
      const short = Math.min(picture.width, picture.height);
      const factor = Math.max(side, Math.min(short, Math.round(scale * side))) / short;
      const size = {
        width: scaled(picture.width, factor, side),
        height: scaled(picture.height, factor, side),
      };
      const left = Math.floor(x * (size.width - side + 1));
      const top = Math.floor(y * (size.height - side + 1));
      return part(await picture.load(size), left, top, side, mirrored);
    } catch (thrown) {
      const error = StylizeError.from(thrown);
      if (error.code !== 'bad-image' && error.code !== 'file-not-found') throw error;
      if (!this.#bad.has(path)) {
        this.#bad.set(path, error);
        this.#onBad(error);
      }
      return undefined;
    }
  }

  #orderOf(round: number): readonly number[] {
    if (this.#round?.index !== round)
      // Crops are numbered upwards: rounds, downwards.
      this.#round = { index: round, order: shuffled(this.#pictures.length, this.#seed, -1 - round) };
    return this.#round.order;
  }
}

const scaled = (length: number, factor: number, least: number): number =>
  Math.max(least, Math.round(length * factor));

function part(
  { data, width, height }: Picture,
  left: number,
  top: number,
  side: number,
  isMirrored: boolean,
): Float32Array {
  const result = new Float32Array(3 * side * side);
  for (let row = 0; row < 3 * side; row++) {
    const [plane, line] = [Math.floor(row / side), row % side];
    const from = (plane * height + top + line) * width + left;
    const to = result.subarray(row * side, (row + 1) * side);
    to.set(data.subarray(from, from + side));
    if (isMirrored) to.reverse();
  }
  return result;
}
