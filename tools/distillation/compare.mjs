// Compares a network with VGG-19 where it matters: in pictures that Stylize makes, judged by VGG-19.
//
//   node tools/distillation/compare.mjs --contents DIR --styles DIR --out DIR [--network FILE] [--size 256] [--set KEY=VALUE]... [CONTENT:STYLE]...
//
// For each pair, or every content with every style: a run of `studio` with either network, VGG-19's style and content loss of both results, and a
// row of a contact sheet: content, style, VGG-19, the network. VGG-19 must have been imported; its results are painted once and kept in DIR.
// Needs `npm run build` first.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';

import sharp from 'sharp';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const execute = promisify(execFile);

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    contents: { type: 'string' },
    styles: { type: 'string' },
    out: { type: 'string' },
    network: { type: 'string', default: 'embedded' },
    size: { type: 'string', default: '256' },
    set: { type: 'string', multiple: true, default: [] },
    'network-set': { type: 'string', multiple: true, default: [] },
  },
});
const size = Number(options.size);
const { contents, styles, out } = options;
if (!contents || !styles || !out) throw new Error('--contents, --styles and --out are needed');
await mkdir(out, { recursive: true });

/** The last JSON line that the command line prints. */
async function stylize(...args) {
  const { stdout } = await execute(process.execPath, [cli, ...args, '--json'], { maxBuffer: 2 ** 28 });
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

/** Path of a losslessly stored picture, resized once so that everything sees the same pixels. */
async function prepared(folder, name) {
  const file = (await readdir(folder)).find((entry) => parse(entry).name === name);
  if (!file) throw new Error(`${folder} has no ${name}`);
  const target = join(out, `${name}-${size}.png`);
  if (!existsSync(target)) {
    await sharp(join(folder, file))
      .rotate()
      .resize(size, size, { fit: 'inside', kernel: 'lanczos3' })
      .png()
      .toFile(target);
  }
  return target;
}

const settings = (list) => list.flatMap((setting) => ['--set', setting]);

async function result(content, style, network, label, extra) {
  const target = join(out, `${parse(content).name}-${parse(style).name}-${label}.png`);
  if (label !== 'vgg19' || !existsSync(target)) {
    await stylize(
      'run',
      content,
      '--style',
      style,
      '--size',
      options.size,
      '--network',
      network,
      ...settings(options.set),
      ...settings(extra),
      '--out',
      target,
      '--force',
    );
  }
  return target;
}

/** VGG-19's style and content loss of a picture, without their weights. */
async function judge(content, style, image) {
  const { layers } = await stylize(
    'eval',
    '--recipe',
    'studio',
    '--network',
    'vgg19',
    '--content',
    content,
    '--style',
    style,
    '--image',
    image,
    '--set',
    'content.weight=1',
  );
  const sum = (kind) =>
    Object.entries(layers).reduce((total, [name, loss]) => total + (name.startsWith(kind) ? loss : 0), 0);
  return { style: sum('style'), content: sum('content') };
}

async function pairs() {
  if (positionals.length > 0) return positionals.map((pair) => pair.split(':'));
  const names = async (folder) =>
    (await readdir(folder))
      .filter((file) => /\.(jpe?g|png|webp)$/i.test(file))
      .map((file) => parse(file).name);
  const styleNames = await names(styles);
  return (await names(contents)).flatMap((content) => styleNames.map((style) => [content, style]));
}

const label = parse(options.network).name;
const rows = [];
console.log(
  `| content | style | VGG-19: style loss left | ${label}: style loss left | style ratio | content ratio |\n| --- | --- | --- | --- | --- | --- |`,
);
for (const [contentName, styleName] of await pairs()) {
  const content = await prepared(contents, contentName);
  const style = await prepared(styles, styleName);
  const theirs = await result(content, style, 'vgg19', 'vgg19', []);
  const ours = await result(content, style, options.network, label, options['network-set']);
  const [initial, vgg, network] = await Promise.all(
    [content, theirs, ours].map((image) => judge(content, style, image)),
  );
  const row = {
    pictures: [content, style, theirs, ours],
    style: network.style / vgg.style,
    content: network.content / vgg.content,
  };
  rows.push(row);
  const left = ({ style }) => (style / initial.style).toFixed(4);
  console.log(
    `| ${contentName} | ${styleName} | ${left(vgg)} | ${left(network)} | ${row.style.toFixed(2)} | ${row.content.toFixed(2)} |`,
  );
}
const mean = (key) => Math.exp(rows.reduce((sum, row) => sum + Math.log(row[key]), 0) / rows.length);
console.log(`| geometric mean | | | | ${mean('style').toFixed(2)} | ${mean('content').toFixed(2)} |`);

const cell = Math.min(size, 320);
const tiles = await Promise.all(
  rows.flatMap(({ pictures }, y) =>
    pictures.map(async (picture, x) => ({
      input: await sharp(picture)
        .resize(cell, cell, { fit: 'contain', background: '#202020' })
        .png()
        .toBuffer(),
      left: x * (cell + 4),
      top: y * (cell + 4),
    })),
  ),
);
const sheet = sharp({
  create: {
    width: 4 * (cell + 4) - 4,
    height: rows.length * (cell + 4) - 4,
    channels: 3,
    background: '#202020',
  },
});
await writeFile(join(out, `sheet-${label}-${size}.png`), await sheet.composite(tiles).png().toBuffer());
