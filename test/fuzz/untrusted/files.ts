import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import sharp from 'sharp';

import { encodePicture, writableFormats } from '../../../src/engine/imaging/encoding/encode';
import { type ResultMetadata, toXmp } from '../../../src/engine/imaging/encoding/metadata';
import { listRecipes } from '../../../src/engine/recipes/catalog';
import { writeWaves } from '../../support/pictures/pictures';
import type { FuzzFile } from '../campaign';
import { mutated } from '../mutation';

export const untrustedKinds = ['result', 'recipe'] as const;
export type UntrustedKind = (typeof untrustedKinds)[number];

/** Existing pictures that results can name. */
const pictures = ['photo.png', 'waves.png', 'sky.png'];

const hash = 'ab'.repeat(32);

/** Values that an attacker might write: too many, too long, in the wrong place, of the wrong type. */
const hostile: readonly unknown[] = [
  '',
  'x'.repeat(300),
  'long '.repeat(20_000),
  '../../etc/passwd',
  '/etc/passwd',
  '/dev/zero',
  '/proc/self/environ',
  '\\\\server\\share\\x.png',
  'C:\\Windows\\win.ini',
  'file:///etc/passwd',
  'https://host.example/x.json',
  '..',
  '.',
  '~/.ssh/id_rsa',
  '*',
  '**/*',
  'a\0b',
  '\u202egnp.exe',
  '\ud83d',
  '[Run](command:workbench.action.terminal.new)',
  '$(touch /tmp/x)',
  '`id`',
  '${constructor}',
  '__proto__',
  'mine.safetensors',
  './mine.safetensors',
  'vgg19',
  'tfjs-gpu',
  'cuda',
  'pipe',
  'recipe.json',
  'secret.json',
  '../secret.json',
  'photo.png',
  'waves.png',
  'file',
  'content',
  'embedded',
  'x'.repeat(255),
  -1,
  0,
  1e308,
  1e-320,
  2 ** 53,
  65_536,
  0.1,
  1,
  5,
  64,
  300,
  true,
  null,
  [],
  {},
  [[[[[[[[[[]]]]]]]]]],
  JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
];

/**
 * Makes the files of a campaign: results with a record of how they were made, and recipes, each with one to three values
 * or its bytes changed. File `i` of a seed is always the same, and every hundredth is whole.
 *
 * @param folder receives the pictures that results name
 */
export async function untrustedFiles(
  kind: UntrustedKind,
  seed: number,
  folder: string,
): Promise<(file: number) => Promise<FuzzFile>> {
  for (const [index, name] of pictures.entries()) await writeWaves(join(folder, name), index, 16, 12);
  await writeFile(join(folder, 'mine.safetensors'), 'no network');
  const results = await Promise.all(
    writableFormats.map((format) => encodePicture(grey, { format, metadata })),
  );
  const [plain] = results;
  return async (file) => {
    const isWhole = file % 100 === 99;
    const random = xoroshiro128plus(seed * 1_000_003 + file);
    const below = (limit: number) => uniformInt(random, 0, limit - 1);
    const recipe = listRecipes()[below(listRecipes().length)]!;
    if (kind === 'recipe') {
      const value = below(2) === 0 ? { extends: 'studio', style: { weight: 2 } } : recipe;
      if (isWhole) return { name: 'recipe.json', bytes: jsonOf(value), isWhole };
      const changed =
        below(4) === 0 ? mutated(jsonOf(value), below(2 ** 31)) : jsonOf(withChanges(value, below));
      return { name: 'recipe.json', bytes: changed, isWhole };
    }
    const format = below(results.length);
    const name = `result.${writableFormats[format]!}`;
    if (isWhole) return { name, bytes: Buffer.from(results[format]!), isWhole };
    if (below(4) === 0)
      return { name, bytes: mutated(Buffer.from(results[format]!), below(2 ** 31)), isWhole };
    const value = withChanges({ ...metadata, recipe }, below) as ResultMetadata;
    const xmp = xmpOf(value, below);
    return { name: 'result.png', bytes: await sharp(plain).withXmp(xmp).png().toBuffer(), isWhole };
  };
}

const grey = { width: 16, height: 12, data: new Float32Array(3 * 16 * 12).fill(128) };

const metadata: ResultMetadata = {
  software: 'Stylize',
  version: '0.1.0',
  recipe: listRecipes()[0]!,
  network: { name: 'embedded', sha256: hash },
  content: { name: 'photo.png', sha256: hash },
  styles: [
    { name: 'waves.png', sha256: hash, weight: 1, mask: { name: 'sky.png', sha256: hash, color: '#ff0000' } },
    { name: 'sky.png', sha256: hash, weight: 0.5 },
  ],
  initial: { name: 'photo.png', sha256: hash },
  device: 'cpu',
  iterations: 300,
};

const jsonOf = (value: unknown): Buffer => Buffer.from(JSON.stringify(value, undefined, 1));

/** Occasionally changes the text too, which only XMP's escapes separate from its surroundings. */
function xmpOf(value: ResultMetadata, below: (limit: number) => number): string {
  // A value of the wrong type may lack the names that EXIF needs; XMP stores it unchanged.
  const xmp = toXmp(value);
  const changed = below(8) === 0 ? mutated(Buffer.from(xmp), below(2 ** 31)).toString('utf8') : xmp;
  return changed === '' ? ' ' : changed;
}

/** A copy with one to three changes, anywhere within. */
function withChanges(value: object, below: (limit: number) => number): object {
  const copy = structuredClone(value) as Record<string, unknown>;
  for (let changes = 1 + below(3); changes > 0; changes--) change(copy, below);
  return copy;
}

type Container = Record<string, unknown> | unknown[];

function change(root: Container, below: (limit: number) => number): void {
  let place = root;
  for (;;) {
    const keys = Object.keys(place);
    const key = keys[below(Math.max(keys.length, 1))];
    const inner = key === undefined ? undefined : (place as Record<string, unknown>)[key];
    if (typeof inner === 'object' && inner !== null && below(3) > 0) {
      place = inner as Container;
      continue;
    }
    const fitting = hostile.filter((value) => typeof value === typeof inner);
    const values = fitting.length > 0 && below(3) > 0 ? fitting : hostile;
    // A copy, so that a later change cannot make it contain itself.
    const value = structuredClone(values[below(values.length)]);
    if (Array.isArray(place)) changeList(place, value, below);
    else if (key === undefined || below(6) === 0) place[addedKeys[below(addedKeys.length)]!] = value;
    else if (below(8) === 0) Reflect.deleteProperty(place, key);
    else place[key] = value;
    return;
  }
}

const addedKeys = [
  'extends',
  '$schema',
  'network',
  'initial',
  'file',
  'mask',
  'styleMask',
  'color',
  'x',
  'relu9_9',
];

function changeList(list: unknown[], value: unknown, below: (limit: number) => number): void {
  const repeated = list[below(Math.max(list.length, 1))];
  // More than a few long values would make a file that is refused for its size alone.
  const isLong = JSON.stringify(repeated ?? null).length > 1000;
  if (below(2) === 0) list.push(value);
  else for (let times = isLong ? 5 : [1, 5, 300, 5000][below(4)]!; times > 0; times--) list.push(repeated);
}
