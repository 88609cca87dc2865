import { mkdir, readdir } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import * as ort from 'onnxruntime-node';

import { EngineClient } from '../../src/client/engine-client';
import type { ContactSheetCell } from '../../src/contracts/contact-sheet';
import { openPicture } from '../../src/engine/imaging/decoding/decode';
import { fitSize } from '../../src/engine/imaging/size';
import { encodingName, type Encoding } from '../../src/engine/losses/encodings';
import { hypercolumnName } from '../../src/engine/network/hypercolumn';
import { NetworkStore } from '../../src/engine/network/store';
import { readForeignNetwork } from '../../src/engine/node/weights/read-foreign';
import type { Encoder, Values } from '../../src/engine/runtime/backend';
import { OnnxBackend } from '../../src/engine/runtime/onnx/backend';
import { userFolder } from '../../src/user-folder/location';
import { selfSimilarityDistance, slicedWasserstein } from './measures';
import '../../test/support/platform';

/*
 * Compares recipes on pairs of a content and a style by two measures that none of them minimises, seen through VGG-19: the
 * self-similarity distance (content) and the sliced Wasserstein distance (style). Writes a contact sheet of all paintings.
 *
 *   npm run bench -- finest [--size 512] [--network vgg19] [--judge vgg19] [--recipe finest --recipe studio …]
 *     [--content FILE …] [--style FILE …] [--pairs 10] [--iterations N] --out FOLDER
 *
 * Without files: the sample picture in every style that ships. Contents take turns with styles.
 */

const root = join(__dirname, '..');
const { values: options } = parseArgs({
  options: {
    size: { type: 'string', default: '512' },
    network: { type: 'string', default: 'vgg19' },
    judge: { type: 'string', default: 'vgg19' },
    recipe: { type: 'string', multiple: true, default: ['finest', 'studio', 'neural-style'] },
    content: { type: 'string', multiple: true, default: [join(root, 'media', 'samples', 'landscape.jpg')] },
    style: { type: 'string', multiple: true, default: [] },
    pairs: { type: 'string', default: '10' },
    iterations: { type: 'string' },
    out: { type: 'string', default: join(root, 'out', 'finest') },
  },
});
const size = Number(options.size);
const out = resolve(options.out);

const hypercolumns = hypercolumnName({ relu1_2: 1, relu2_2: 1, relu3_3: 1, relu4_2: 1 });
const compared = ['relu2_1', 'relu3_1', 'relu4_1'];
const encodings = [hypercolumns, ...compared].map((layer): Encoding => ({ layer, kind: 'features' }));

interface Judged {
  readonly seconds: number;
  readonly content: number;
  readonly style: number;
}

async function looked(encoder: Encoder, path: string): Promise<(layer: string) => Values> {
  const picture = await openPicture(path);
  const { data, width, height } = await picture.load(fitSize(picture, size, 'longest'));
  const encoded = await encoder.encode(data, width, height);
  return (layer) => encoded.get(encodingName({ layer, kind: 'features' }))!;
}

async function main(): Promise<void> {
  await mkdir(out, { recursive: true });
  const folder = join(root, 'media', 'styles');
  const shipped = (await readdir(folder)).filter((name) => extname(name) === '.jpg').sort();
  const styles = options.style.length > 0 ? options.style : shipped.map((name) => join(folder, name));
  const pairs = Array.from({ length: Number(options.pairs) }, (_, i) => ({
    content: resolve(options.content[i % options.content.length]!),
    style: resolve(styles[i % styles.length]!),
  }));
  const store = new NetworkStore({
    userFolder: userFolder(),
    bundledFolder: join(root, 'media', 'networks'),
    readForeign: readForeignNetwork,
  });
  const backend = new OnnxBackend(ort, { executionProvider: 'cpu' });
  const judge = await backend.createEncoder(await store.load(options.judge), encodings, {
    pooling: 'max',
    padding: 'zero',
  });
  const client = new EngineClient({
    program: { bundle: join(root, 'dist', 'engine.js') },
    userFolder: userFolder(),
  });

  const rows: ContactSheetCell[][] = [];
  const results: Record<string, Judged>[] = [];
  console.log(
    '| content | style | recipe | seconds | self-similarity distance | sliced Wasserstein distance |',
  );
  console.log('| --- | --- | --- | --- | --- | --- |');
  for (const [index, { content, style }] of pairs.entries()) {
    const [original, wanted] = [await looked(judge, content), await looked(judge, style)];
    const judged: Record<string, Judged> = {};
    const cells: ContactSheetCell[] = [
      { title: basename(content), notes: [], picture: content },
      { title: basename(style), notes: [], picture: style },
    ];
    for (const recipe of options.recipe) {
      const path = join(out, `${index + 1}-${recipe}.png`);
      const run = client.run({
        content,
        styles: [{ path: style, weight: 1 }],
        recipe,
        settings: {
          size,
          network: options.network,
          ...(options.iterations !== undefined && { iterations: Number(options.iterations) }),
        },
        device: 'cpu',
        output: { path, overwrite: true },
      });
      const { seconds } = await run.result;
      const painted = await looked(judge, path);
      const distances = compared.map((layer) => slicedWasserstein(painted(layer), wanted(layer)));
      judged[recipe] = {
        seconds,
        content: selfSimilarityDistance(painted(hypercolumns), original(hypercolumns)),
        style: distances.reduce((a, b) => a + b, 0) / distances.length,
      };
      const { content: ofContent, style: ofStyle } = judged[recipe];
      const numbers = [ofContent.toFixed(3), ofStyle.toFixed(3)];
      console.log(
        `| ${[basename(content), basename(style), recipe, seconds.toFixed(0), ...numbers].join(' | ')} |`,
      );
      cells.push({ title: recipe, notes: [`content ${numbers[0]!}, style ${numbers[1]!}`], picture: path });
    }
    rows.push(cells);
    results.push(judged);
  }
  for (const other of options.recipe.slice(1)) {
    const first = options.recipe[0]!;
    const closer = (key: 'content' | 'style') =>
      results.filter((judged) => judged[first]![key] <= judged[other]![key]).length;
    console.log(
      `${first} against ${other}: closer to the content ${closer('content')} of ${results.length} times, to the style ${closer('style')}`,
    );
  }
  await client.request('contactSheet', { sources: [], rows, output: { path: join(out, 'sheet.png') } });
  await client.dispose();
  await judge.dispose();
}

void main();
