import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { resolveRecipe } from '../../../src/engine/recipes/catalog';
import { recipeSchema } from '../../../src/recipe/recipe';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-extends-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, value: unknown): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify(value));
  return path;
}

it('a file takes what it does not say from the recipe that it extends', async () => {
  const studio = await resolveRecipe('studio');
  const path = await file('bold.stylize.json', {
    $schema: 'anything',
    extends: 'studio',
    style: { weight: 9 },
    iterations: 7,
  });

  await expect(resolveRecipe(path)).resolves.toEqual({
    ...studio,
    name: 'bold',
    title: 'bold',
    description: 'Extends Studio.',
    style: { ...studio.style, weight: 9 },
    iterations: 7,
  });
});

it('layers are named anew, null takes away, another optimizer brings its own settings', async () => {
  const path = await file('other.json', {
    extends: 'studio',
    content: { layers: { block4_conv1: 2 } },
    style: { layers: ['relu1_1', 'relu2_1'], layerScheme: 'geometric' },
    scales: null,
    optimizer: { kind: 'lbfgs', history: 5 },
    clamp: false,
  });

  const recipe = await resolveRecipe(path);

  expect(recipe.content.layers).toEqual({ relu4_1: 2 });
  expect(recipe.style.layers).toEqual({ relu1_1: 2 / 3, relu2_1: 1 / 3 });
  expect(recipe).not.toHaveProperty('scales');
  expect(recipe.optimizer).toMatchObject({ kind: 'lbfgs', history: 5, learningRate: 1 });
});

it('an optimizer of the same kind keeps the settings that are not named', async () => {
  const recipe = await resolveRecipe(
    await file('slow.json', { extends: 'studio', optimizer: { learningRate: 0.5 } }),
  );

  expect(recipe.optimizer).toMatchObject({ kind: 'lbfgs', learningRate: 0.5, lineSearch: 'backtracking' });
});

it('a file can extend a file that extends another, by a path from its own folder', async () => {
  await file('base.stylize.json', { extends: 'neural-style', style: { layerScheme: '256-64-16-4-1' } });
  await file('sub/middle.stylize.json', {
    extends: '../base.stylize.json',
    title: 'In the middle',
    style: { layers: { relu3_1: 1 } },
  });
  const path = await file('sub/end.json', {
    extends: './middle.stylize.json',
    network: './small.safetensors',
    initial: { image: 'file', file: 'start.png' },
  });

  const recipe = await resolveRecipe(path);

  expect(recipe).toMatchObject({
    name: 'end',
    title: 'end',
    description: 'Extends In the middle.',
    network: join(folder, 'sub/small.safetensors'),
    optimizer: { kind: 'lbfgs', history: 100 },
    initial: { file: join(folder, 'sub/start.png') },
  });
  // The scheme of the base has become weights, which the layers of the middle replace.
  expect(recipe.style.layers).toEqual({ relu3_1: 1 });
});

it('settings come on top', async () => {
  const path = await file('top.json', { extends: 'studio', iterations: 5 });

  await expect(resolveRecipe(path, { iterations: 6 })).resolves.toMatchObject({ iterations: 6, size: 512 });
});

it.each([
  ['circle', { extends: './circle.json' }, { code: 'bad-recipe' }, /circle\.json extends circle\.json/],
  ['unknown', { extends: 'nosuch' }, { code: 'unknown-recipe' }, /"nosuch"/],
  [
    'missing',
    { extends: './none.json' },
    { code: 'file-not-found' },
    /none\.json, which missing\.json extends,/,
  ],
  ['several', { extends: ['studio'] }, { code: 'bad-recipe' }, /extends: name one recipe/],
  [
    'a file that is no recipe',
    { extends: '/etc/passwd' },
    { code: 'bad-recipe' },
    /extends: name one recipe/,
  ],
  ['wrong', { extends: 'studio', style: { wait: 1 } }, { code: 'bad-recipe' }, /wrong\.json.*wait/],
  ['whole', { network: 'vgg19' }, { code: 'bad-recipe' }, /whole\.json.*style/],
])('a %s base or key is a clear error', async (name, value, error, message) => {
  await expect(resolveRecipe(await file(`${name}.json`, value))).rejects.toMatchObject({
    ...error,
    message: expect.stringMatching(message) as string,
  });
});

it('a circle of several files is told with all of them', async () => {
  await file('a.json', { extends: './b.json' });
  await file('b.json', { extends: './c.json' });

  await expect(resolveRecipe(await file('c.json', { extends: './a.json' }))).rejects.toMatchObject({
    message: expect.stringContaining('c.json extends a.json extends b.json extends c.json') as string,
    hint: expect.stringContaining('studio') as string,
  });
});

it('a file may have comments and trailing commas, as those of VS Code', async () => {
  const path = join(folder, 'commented.stylize.json');
  const text = '// mine\n{ "extends": "studio", /* soon: 2 */ "iterations": 7, "title": "a // b, }", }\n';
  await writeFile(path, text);

  await expect(resolveRecipe(path)).resolves.toMatchObject({ iterations: 7, title: 'a // b, }' });
});

it('a file may be in UTF-16 with a byte order mark, as Windows PowerShell writes it', async () => {
  const littleEndian = fileURLToPath(new URL('../../fixtures/recipes/recipe-utf16.json', import.meta.url));
  const bytes = await readFile(littleEndian);
  expect([...bytes.subarray(0, 2)]).toEqual([0xff, 0xfe]);
  const bigEndian = join(folder, 'big-endian.json');
  await writeFile(bigEndian, Buffer.from(bytes).swap16());
  const utf8 = join(folder, 'utf-8.json');
  await writeFile(utf8, `\ufeff${bytes.toString('utf16le', 2)}`);

  const written = recipeSchema.parse(JSON.parse(bytes.toString('utf16le', 2)));
  for (const path of [littleEndian, bigEndian, utf8])
    await expect(resolveRecipe(path)).resolves.toEqual(written);
});

it('a key that every object has is refused like another', async () => {
  const path = join(folder, 'inherited.json');
  await writeFile(path, '{ "extends": "studio", "__proto__": { "iterations": 7 }, "constructor": 1 }');

  await expect(resolveRecipe(path)).rejects.toMatchObject({ code: 'bad-recipe' });
});

it.each([
  '\\\\server\\share\\a.json',
  '//server/share/a.json',
  '\\\\.\\pipe\\a.json',
  'https://server/a.json',
])('a file of another machine is not opened: %s', async (elsewhere) => {
  for (const value of [{ extends: elsewhere }, { network: elsewhere }, { initial: { file: elsewhere } }]) {
    await expect(
      resolveRecipe(await file('elsewhere.json', { extends: 'studio', ...value })),
    ).rejects.toMatchObject({
      code: 'bad-recipe',
      message: expect.stringContaining('another machine') as string,
    });
  }
});

it.skipIf(process.platform === 'win32')(
  'a pipe, a device, a folder or a huge file is refused at once',
  async () => {
    const pipe = join(folder, 'pipe.json');
    execFileSync('mkfifo', [pipe]);
    const huge = join(folder, 'huge.json');
    await writeFile(huge, '');
    await truncate(huge, 2 ** 31);
    await symlink('/dev/zero', join(folder, 'zero.json'));

    for (const base of ['./pipe.json', './zero.json', '/dev/null', './huge.json', folder]) {
      await expect(resolveRecipe(await file('extends.json', { extends: base }))).rejects.toMatchObject({
        code: 'bad-recipe',
        message: expect.stringMatching(
          /which extends\.json extends, cannot be read .*(?:ordinary|larger)|name one recipe/,
        ) as string,
      });
    }
  },
);
