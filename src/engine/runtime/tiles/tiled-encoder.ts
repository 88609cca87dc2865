import * as l10n from '../../../channel/l10n';
import { encoderInputs, encodingName, type Encoding } from '../../losses/encodings';
import type { NetworkDescription } from '../../network/network';
import { receptiveField } from '../../network/receptive-field';
import { platform } from '../../platform/platform';
import type { Encoder, Values } from '../backend';
import type { Executable, Feeds } from '../computation';
import { computationError } from '../computation-error';
import { unlessAborted } from '../unless-aborted';
import { copyBlock } from './blocks';
import { positionsIn, reachOf, shrunk, tilesOf, tilingOf, type Tile, type Tiling } from './tiling';
import { WindowInputs } from './window-inputs';

/** The encodings with a guidance channel, which in a tiled encoder leaves out what does not belong to a core. */
export const withCores = (encodings: readonly Encoding[]): Encoding[] =>
  encodings.map((encoding) => (encoding.kind === 'features' ? encoding : { ...encoding, guided: true }));

/** Encodes pictures window by window. Statistics add up; features are put together from those of the cores. */
export class TiledEncoder implements Encoder {
  readonly #executable: Executable;
  readonly #network: NetworkDescription;
  readonly #encodings: readonly Encoding[];
  readonly #core: number;

  /**
   * @param executable of the program for the encodings `withCores`
   * @param core longest side of a core, in pixels
   */
  constructor(
    executable: Executable,
    network: NetworkDescription,
    encodings: readonly Encoding[],
    core: number,
  ) {
    this.#executable = executable;
    this.#network = network;
    this.#encodings = encodings;
    this.#core = core;
  }

  async encode(
    image: Float32Array,
    width: number,
    height: number,
    guidance: ReadonlyMap<string, Values> = new Map(),
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, Values>> {
    const layers = new Set(this.#encodings.map(({ layer }) => layer));
    const tiling = tilingOf({ width, height }, reachOf(this.#network, layers), this.#core);
    const inputs = new WindowInputs(tiling);
    inputs.set(encoderInputs.image, image, 1);
    for (const { layer, kind } of this.#encodings) {
      if (kind === 'features') continue;
      inputs.setWeights(encoderInputs.guidance(layer), guidance.get(layer)?.data, this.#strideOf(layer));
    }
    const parts = this.#encodings.map((encoding) =>
      encoding.kind === 'features'
        ? new AssembledFeatures(encoding, tiling, this.#strideOf(encoding.layer))
        : new SummedStatistic(encoding),
    );
    try {
      for (const tile of tilesOf(tiling)) {
        await platform().pause();
        signal?.throwIfAborted();
        const outputs = await unlessAborted(this.#executable.run(inputs.cut(tile)), signal);
        for (const part of parts) part.add(outputs, tile);
      }
    } catch (thrown) {
      signal?.throwIfAborted();
      throw computationError(thrown, l10n.t`failed while analysing a picture`);
    }
    return new Map(parts.map(({ name, values }) => [name, values]));
  }

  dispose(): Promise<void> {
    return this.#executable.dispose();
  }

  #strideOf(layer: string): number {
    return receptiveField(this.#network, layer).stride;
  }
}

/** Of the whole picture, [C, H, W]. */
class AssembledFeatures {
  readonly name: string;
  readonly #tiling: Tiling;
  readonly #stride: number;
  #data = new Float32Array();

  constructor(encoding: Encoding, tiling: Tiling, stride: number) {
    this.name = encodingName(encoding);
    this.#tiling = tiling;
    this.#stride = stride;
  }

  get values(): Values {
    const { width, height } = shrunk(this.#tiling.picture, this.#stride);
    return { data: this.#data, shape: [this.#data.length / (width * height), height, width] };
  }

  add(outputs: Feeds, { x, y }: Tile): void {
    const { data, shape } = outputs.get(this.name)!;
    const picture = shrunk(this.#tiling.picture, this.#stride);
    if (this.#data.length === 0) this.#data = new Float32Array(shape[1]! * picture.width * picture.height);
    const [columns, rows] = [positionsIn(x.core, this.#stride), positionsIn(y.core, this.#stride)];
    copyBlock(
      { data, ...shrunk(this.#tiling.window, this.#stride) },
      { x: columns.from - x.window.from / this.#stride, y: rows.from - y.window.from / this.#stride },
      { data: this.#data, ...picture },
      { x: columns.from, y: rows.from },
      { width: columns.to - columns.from, height: rows.to - rows.from },
    );
  }
}

/** Summed in double precision. */
class SummedStatistic {
  readonly name: string;
  #sum = new Float64Array();
  #shape: readonly number[] = [];

  constructor(encoding: Encoding) {
    this.name = encodingName(encoding);
  }

  get values(): Values {
    return { data: Float32Array.from(this.#sum), shape: this.#shape };
  }

  add(outputs: Feeds): void {
    const { data, shape } = outputs.get(this.name)!;
    if (this.#sum.length === 0) [this.#sum, this.#shape] = [new Float64Array(data.length), shape.slice(1)];
    for (const [i, value] of data.entries()) this.#sum[i]! += value;
  }
}
