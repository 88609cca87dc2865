import * as ort from 'onnxruntime-node';
import { expect, it } from 'vitest';

import { activationsOf } from '../../../../src/engine/graph/chain';
import { gradients, pullback } from '../../../../src/engine/graph/gradients';
import { input } from '../../../../src/engine/graph/operators/leaves';
import { slice } from '../../../../src/engine/graph/operators/shaping';
import { staticFeatureMap } from '../../../../src/engine/graph/shapes';
import type { Value } from '../../../../src/engine/graph/value';
import { gramLoss } from '../../../../src/engine/losses/style/gram';
import type { Values } from '../../../../src/engine/runtime/backend';
import { OnnxBackend } from '../../../../src/engine/runtime/onnx/backend';
import { randomImage } from '../../../support/pictures/random-image';
import { randomNetwork } from '../../../support/reference/random-network';

const network = randomNetwork(7, [4, 6]);
const layer = 'relu2_1';
const channels = 6;
const [width, height] = [60, 44];
const image = randomImage(1, width, height);
const target = { data: new Float32Array(channels ** 2).fill(2e5), shape: [channels, channels] };
const backend = new OnnxBackend(ort, { executionProvider: 'cpu' });

/** The position of a tile, and of its core within it. The rest is what the core's features see around the core. */
interface Tile {
  readonly x: readonly [from: number, to: number];
  readonly y: readonly [from: number, to: number];
  readonly core: { readonly x: readonly [number, number]; readonly y: readonly [number, number] };
}

/** Pixels around a core: relu2_1 sees 9 pixels, and poolings want an even number. */
const halo = 8;

function tilesAt(splitX: number, splitY: number): Tile[] {
  const parts = (split: number, length: number) => [
    { at: [0, split + halo] as const, core: [0, split] as const },
    { at: [split - halo, length] as const, core: [halo, length - split + halo] as const },
  ];
  return parts(splitY, height).flatMap((y) =>
    parts(splitX, width).map((x) => ({ x: x.at, y: y.at, core: { x: x.core, y: y.core } })),
  );
}

async function evaluate(
  outputs: Record<string, Value>,
  feeds: Record<string, Values>,
): Promise<Record<string, Float32Array>> {
  const executable = await backend.compile({ name: 'test', outputs: new Map(Object.entries(outputs)) });
  const results = await executable.run(new Map(Object.entries(feeds)));
  const copies = [...results].map(([name, { data }]) => [name, data.slice()] as const);
  await executable.dispose();
  return Object.fromEntries(copies);
}

/** The statistic of a tile's core, and the tile's picture. */
function coreStatistic({ x, y, core }: Tile) {
  const picture = input('image', [1, 3, y[1] - y[0], x[1] - x[0]]);
  const options = { pooling: 'max', padding: 'zero' } as const;
  const features = activationsOf(network, picture, new Set([layer]), options).get(layer)!;
  const rows = slice(features, 2, core.y[0] / 2, core.y[1] / 2);
  return { picture, statistic: gramLoss.statistic(slice(rows, 3, core.x[0] / 2, core.x[1] / 2)) };
}

function cut({ x, y }: Tile): Values {
  const shape = [1, 3, y[1] - y[0], x[1] - x[0]] as const;
  const data = new Float32Array(3 * shape[2] * shape[3]);
  for (let i = 0; i < data.length; i++) {
    const [row, column] = [Math.floor(i / shape[3]) % shape[2], i % shape[3]];
    const channel = Math.floor(i / (shape[2] * shape[3]));
    data[i] = image[(channel * height + y[0] + row) * width + x[0] + column]!;
  }
  return { data, shape };
}

it('the gradient of a Gram loss assembled from four tiles is that of the whole picture', async () => {
  const whole: Tile = { x: [0, width], y: [0, height], core: { x: [0, width], y: [0, height] } };
  const { picture, statistic } = coreStatistic(whole);
  expect(staticFeatureMap(picture)).toEqual([1, 3, height, width]);
  const loss = gramLoss.score(statistic, input('target', target.shape));
  const expected = await evaluate(
    { loss, gradient: gradients(loss, [picture])[0]! },
    { image: cut(whole), target },
  );

  const tiles = tilesAt(28, 20);
  // First the statistics of all tiles …
  const sum = new Float32Array(channels ** 2);
  for (const tile of tiles) {
    const { sums } = await evaluate({ sums: coreStatistic(tile).statistic }, { image: cut(tile) });
    for (const [i, value] of sums!.entries()) sum[i]! += value;
  }
  // … then the gradient of the loss with respect to their sum …
  const total = { data: sum, shape: [1, channels, channels] };
  const sums = input('sums', total.shape);
  const score = gramLoss.score(sums, input('target', target.shape));
  const { slope, loss: assembledLoss } = await evaluate(
    { slope: gradients(score, [sums])[0]!, loss: score },
    { sums: total, target },
  );
  // … and then the same gradient through every tile.
  const gradient = new Float64Array(image.length);
  for (const tile of tiles) {
    const { picture, statistic } = coreStatistic(tile);
    const through = pullback([[statistic, input('slope', total.shape)]], [picture])[0]!;
    const { part } = await evaluate(
      { part: through },
      { image: cut(tile), slope: { data: slope!, shape: total.shape } },
    );
    const [rows, columns] = [tile.y[1] - tile.y[0], tile.x[1] - tile.x[0]];
    for (const [i, value] of part!.entries()) {
      const [row, column] = [Math.floor(i / columns) % rows, i % columns];
      const channel = Math.floor(i / (rows * columns));
      gradient[(channel * height + tile.y[0] + row) * width + tile.x[0] + column]! += value;
    }
  }

  expect(assembledLoss![0]! / expected['loss']![0]!).toBeCloseTo(1, 5);
  const difference = Array.from(gradient, (value, i) => value - expected['gradient']![i]!);
  expect(Math.hypot(...difference) / Math.hypot(...expected['gradient']!)).toBeLessThan(1e-5);
});
