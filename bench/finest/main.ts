import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import * as ort from 'onnxruntime-node';
import sharp from 'sharp';

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
import { selfDistances, selfSimilarityDistance, slicedWasserstein } from './measures';
import '../../test/support/platform';

/*
 * Compares recipes on pairs of a content and a style by two measures that none of them minimises, seen through VGG-19: the
 * self-similarity distance (content) and the sliced Wasserstein distance (style). Writes a contact sheet of all paintings.
 *
 *   npm run bench -- finest [--size 512] [--network vgg19] [--judge vgg19] [--recipe finest --recipe my.json …]
 *     [--content FILE …] [--style FILE …] [--pairs 10] [--iterations N] [--out FOLDER] [--sheet FILE]
 *
 * Without files: the sample picture in every style that ships. Contents take turns with styles. Paintings that are in the
 * folder already are kept.
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
    sheet: { type: 'string' },
  },
});
const size = Number(options.size);
const out = resolve(options.out);

const hypercolumns = hypercolumnName({ relu1_2: 1, relu2_2: 1, relu3_3: 1, relu4_2: 1 });
const compared = ['relu2_1', 'relu3_1', 'relu4_1'];
const encodings = [hypercolumns, ...compared].map((layer): Encoding => ({ layer, kind: 'features' }));

interface Judged {
  /** Of painting it; undefined when it was there already. */
  readonly seconds: number | undefined;
  readonly content: number;
  readonly style: number;
}

/** What VGG-19 sees in a picture, and how alike the places of the picture are. */
interface Look {
  readonly features: readonly Values[];
  readonly selfDistances: Float64Array;
}

async function look(judge: Encoder, path: string): Promise<Look> {
  const picture = await openPicture(path);
  const { data, width, height } = await picture.load(fitSize(picture, size, 'longest'));
  const encoded = await judge.encode(data, width, height);
  const features = (layer: string) => encoded.get(encodingName({ layer, kind: 'features' }))!;
  return { features: compared.map(features), selfDistances: selfDistances(features(hypercolumns)) };
}

/** A picture as large as the paintings. */
async function cellOf(picture: string, copy: string): Promise<ContactSheetCell> {
  const path = join(out, copy);
  await sharp(picture).resize(size, size, { fit: 'inside' }).toFile(path);
  return { title: withoutExtension(picture), picture: path };
}

/** Of a file, or of a recipe by its name or its file. */
const withoutExtension = (path: string) => basename(path, extname(path));

async function paint(
  client: EngineClient,
  recipe: string,
  content: string,
  style: string,
  path: string,
): Promise<number | undefined> {
  if (existsSync(path)) return undefined;
  const run = client.run({
    content,
    styles: [{ path: style, weight: 1 }],
    recipe: extname(recipe) === '.json' ? resolve(recipe) : recipe,
    settings: {
      size,
      network: options.network,
      ...(options.iterations !== undefined && { iterations: Number(options.iterations) }),
    },
    device: 'cpu',
    output: { path },
  });
  return (await run.result).seconds;
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
    const [original, wanted] = [await look(judge, content), await look(judge, style)];
    const judged: Record<string, Judged> = {};
    const cells: ContactSheetCell[] = [
      await cellOf(content, `${index + 1}-content.png`),
      await cellOf(style, `${index + 1}-style.png`),
    ];
    for (const recipe of options.recipe) {
      const path = join(out, `${index + 1}-${withoutExtension(recipe)}.png`);
      const seconds = await paint(client, recipe, content, style, path);
      const painted = await look(judge, path);
      const ofContent = selfSimilarityDistance(painted.selfDistances, original.selfDistances);
      const ofStyle = mean(painted.features.map((seen, i) => slicedWasserstein(seen, wanted.features[i]!)));
      judged[recipe] = { seconds, content: ofContent, style: ofStyle };
      const numbers = [ofContent.toFixed(3), ofStyle.toFixed(3)];
      const row = [
        basename(content),
        basename(style),
        withoutExtension(recipe),
        seconds?.toFixed(0) ?? '',
        ...numbers,
      ];
      console.log(`| ${row.join(' | ')} |`);
      cells.push({
        title: withoutExtension(recipe),
        notes: [`content ${numbers[0]!}, style ${numbers[1]!}`],
        picture: path,
      });
    }
    rows.push(cells);
    results.push(judged);
  }
  report(results);
  await client.request('contactSheet', {
    sources: [],
    rows,
    output: { path: resolve(options.sheet ?? join(out, 'sheet.png')), overwrite: true },
  });
  await client.dispose();
  await judge.dispose();
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** Each recipe's means, and how often the first one is the closer. */
function report(results: readonly Record<string, Judged>[]): void {
  const [first = '', ...others] = options.recipe;
  for (const recipe of options.recipe) {
    const means = (['content', 'style'] as const).map((key) =>
      mean(results.map((judged) => judged[recipe]![key])).toFixed(3),
    );
    console.log(`${withoutExtension(recipe)}: content ${means[0]!}, style ${means[1]!} in the mean`);
  }
  for (const other of others) {
    const isCloser = (judged: Record<string, Judged>, key: 'content' | 'style') =>
      judged[first]![key] <= judged[other]![key];
    const times = (isSo: (judged: Record<string, Judged>) => boolean) => results.filter(isSo).length;
    const counts = [
      `to the content ${times((judged) => isCloser(judged, 'content'))}`,
      `to the style ${times((judged) => isCloser(judged, 'style'))}`,
      `to both ${times((judged) => isCloser(judged, 'content') && isCloser(judged, 'style'))}`,
    ];
    console.log(
      `${withoutExtension(first)} against ${withoutExtension(other)}: closer ${counts.join(', ')} of ${results.length} times`,
    );
  }
}

void main();
