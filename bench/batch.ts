import { join } from 'node:path';
import { parseArgs } from 'node:util';

import * as ort from 'onnxruntime-node';

import type { PictureSource } from '../src/engine/imaging/decoding/decode';
import { NetworkStore } from '../src/engine/network/store';
import { readForeignNetwork } from '../src/engine/node/weights/read-foreign';
import { RecipeLoss } from '../src/engine/objective/recipe-loss';
import { wholePicture } from '../src/engine/objective/regions';
import { encodeTargets } from '../src/engine/objective/targets';
import { listRecipes } from '../src/engine/recipes/catalog';
import type { Reuse } from '../src/engine/runtime/graph-backend';
import { OnnxBackend } from '../src/engine/runtime/onnx/backend';
import { KeptEncodings } from '../src/engine/runtime/reuse/kept-encodings';
import { KeptPrograms } from '../src/engine/runtime/reuse/kept-programs';
import { initialWeights } from '../src/recipe/live';
import { userFolder } from '../src/user-folder/location';
import { randomImage } from '../test/support/pictures/random-image';
import { median } from './peer';
import '../test/support/platform';

/*
 * Measures what comes before the first step of each picture of a batch, with and without what an engine keeps from one
 * picture to the next: reading the network, compiling its programs, looking at the style and at the picture.
 *
 *   npm run bench -- batch [--network vgg19 --network embedded] [--size 256] [--pictures 7]
 */

const { values: options } = parseArgs({
  options: {
    network: { type: 'string', multiple: true, default: ['embedded', 'vgg19'] },
    size: { type: 'string', default: '256' },
    pictures: { type: 'string', default: '7' },
  },
});
const side = Number(options.size);
const size = { width: side, height: side };
const recipe = listRecipes().find(({ name }) => name === 'neural-style')!;
const newStore = () =>
  new NetworkStore({
    userFolder: userFolder(),
    bundledFolder: join(__dirname, '..', 'media', 'networks'),
    readForeign: readForeignNetwork,
  });
const lasting = newStore();

function picture(seed: number): PictureSource {
  const data = randomImage(seed, side, side);
  const load = () => Promise.resolve({ ...size, data });
  return { ...size, path: '', format: 'png', sha256: '', load };
}
const style = picture(1);

/** Milliseconds of each part of the work before the first step. */
async function prepare(network: string, seed: number, reuse: Reuse | undefined) {
  const content = picture(seed);
  const times: number[] = [performance.now()];
  const lap = () => times.push(performance.now());
  const loaded = await (reuse ? lasting : newStore()).load(network);
  lap();
  const backend = reuse ? backends.get(reuse)! : new OnnxBackend(ort, { executionProvider: 'cpu' });
  const targets = await encodeTargets(backend, recipe, loaded, {
    content: { picture: content, size },
    styles: [style],
    result: size,
  });
  lap();
  const comparison = { size, regions: wholePicture(1), targets };
  const loss = await RecipeLoss.create(backend, recipe, loaded, comparison, initialWeights(recipe, [1]));
  lap();
  await loss.dispose();
  return [1, 2, 3].map((part) => times[part]! - times[part - 1]!);
}

const backends = new Map<Reuse, OnnxBackend>();

async function main(): Promise<void> {
  console.log(
    `${side} px, medians of ${options.pictures} pictures; ms: network, targets, step's program, all`,
  );
  for (const network of options.network) {
    const reuse = { programs: new KeptPrograms(2 ** 30), encodings: new KeptEncodings(2 ** 26) };
    backends.set(reuse, new OnnxBackend(ort, { executionProvider: 'cpu', reuse }));
    const rows: Record<'anew' | 'kept', number[][]> = { anew: [], kept: [] };
    // The first two pictures fill what is kept; the two ways take turns.
    for (let index = -2; index < Number(options.pictures); index++) {
      const anew = await prepare(network, 100 + index, undefined);
      const kept = await prepare(network, 100 + index, reuse);
      if (index >= 0) {
        rows.anew.push(anew);
        rows.kept.push(kept);
      }
    }
    for (const [way, times] of Object.entries(rows)) {
      const parts = [0, 1, 2].map((part) => median(times.map((row) => row[part]!)));
      const all = median(times.map((row) => row.reduce((sum, time) => sum + time, 0)));
      console.log(
        [network.padEnd(8), way, ...parts, all]
          .map((x) => (typeof x === 'number' ? x.toFixed(0).padStart(6) : x))
          .join(' '),
      );
    }
    await reuse.programs.release();
  }
}

void main();
