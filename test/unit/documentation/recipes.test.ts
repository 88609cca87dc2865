import { readFile } from 'node:fs/promises';

import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';

import { keyTable, withPart } from '../../../bench/recipes/document';
import { listRecipes } from '../../../src/engine/recipes/catalog';
import { referenceRecipes } from '../../support/reference/recipes';

const page = 'docs/recipes.md';
const read = () => readFile(page, 'utf8');

it('the page on recipes lists every key as the schema has it', async () => {
  const text = await read();

  const anew = await format(withPart(text, 'keys', keyTable()), {
    ...(await resolveConfig(page)),
    filepath: page,
  });
  expect(text, 'npm run bench -- recipes --keys writes it anew').toBe(anew);
});

it('says of every recipe what it is, and how close its numbers are', async () => {
  const text = await read();

  for (const { name } of listRecipes()) expect(text).toContain(`\n### ${name}\n`);
  for (const name of Object.keys(referenceRecipes)) {
    expect(text.split(`| \`${name}\``).length - 1, name).toBe(4);
  }
});

it('the README and the setting for the recipe name every recipe too', async () => {
  const readme = await readFile('README.md', 'utf8');
  const names = listRecipes().map(({ name }) => `\`${name}\``);

  expect(names.length).toBeGreaterThan(8);
  for (const name of names) expect(readme).toContain(`\n| ${name} `);
  for (const file of ['package.nls.json', 'package.nls.zh-cn.json', 'package.nls.pt-br.json']) {
    const texts = JSON.parse(await readFile(file, 'utf8')) as Record<string, string>;
    for (const name of names) expect(texts['setting.recipe'], file).toContain(name);
  }
});

it('names no layer weights, kinds or choices that there are not', async () => {
  const text = await read();
  const words = text.slice(text.indexOf('### What the words stand for'));

  const keys = [...words.matchAll(/^- `([a-zA-Z]+(?:\.[a-zA-Z]+)*)`/gm)].map(([, key]) => key!);

  expect(keys.length).toBeGreaterThan(5);
  for (const key of keys) expect(keyTable()).toContain(`\`${key}\``);
});
