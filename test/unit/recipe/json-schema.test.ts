import { describe, expect, it } from 'vitest';
import { getLanguageService, TextDocument } from 'vscode-json-languageservice';

import { listRecipes } from '../../../src/engine/recipes/catalog';
import { recipeFileSchema } from '../../../src/engine/recipes/json-schema';
import { poolings } from '../../../src/recipe/schema/conventions';

/** What VS Code itself has for JSON files. */
const service = getLanguageService({});
service.configure({
  schemas: [{ uri: 'stylize:recipe', fileMatch: ['*.stylize.json'], schema: recipeFileSchema() }],
});

/** A file in the editor; `|` marks the cursor. */
function open(value: unknown) {
  const marked = typeof value === 'string' ? value : JSON.stringify(value);
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const document = TextDocument.create('file:///mine.stylize.json', 'json', 0, text);
  return {
    document,
    json: service.parseJSONDocument(document),
    position: document.positionAt(Math.max(0, offset)),
  };
}

async function problems(value: unknown): Promise<string[]> {
  const { document, json } = open(value);
  return (await service.doValidation(document, json)).map(({ message }) => JSON.stringify(message));
}

async function completions(marked: string): Promise<string[]> {
  const { document, json, position } = open(marked);
  return ((await service.doComplete(document, position, json))?.items ?? []).map(({ label }) => label);
}

async function hover(marked: string): Promise<string> {
  const { document, json, position } = open(marked);
  return JSON.stringify((await service.doHover(document, position, json))?.contents);
}

describe('the schema of recipe files', () => {
  it.each(listRecipes().map((recipe) => [recipe.name, recipe] as const))('accepts %s', async (_, recipe) => {
    await expect(problems(recipe)).resolves.toEqual([]);
  });

  it('accepts a file that says only what is different', async () => {
    const file = {
      extends: 'studio',
      style: { weight: 2, layers: ['relu1_1', 'conv3_1', 'block5_conv1'] },
      content: { layers: { conv4_2: 1 } },
      optimizer: { learningRate: 3 },
      scales: null,
    };
    await expect(problems(file)).resolves.toEqual([]);
  });

  const [studio] = listRecipes();
  it.each([
    ['a wrong key', { extends: 'studio', iterationz: 5 }, /iterationz/],
    ['a wrong key in a group', { extends: 'studio', style: { wait: 1 } }, /wait/],
    ['a word that is none of the choices', { extends: 'studio', pooling: 'median' }, /max.*average.*l2/],
    ['a number out of range', { extends: 'studio', style: { weight: -1 } }, /minimum of 0/],
    ['a layer that there is not', { extends: 'studio', content: { layers: { pool1: 1 } } }, /pattern/],
    ['nothing to extend and a key too few', { ...studio, iterations: undefined }, /iterations/],
    ['a group too small', { ...studio, content: { weight: 1 } }, /layers/],
    [
      'an optimizer’s setting in another’s',
      { extends: 'studio', optimizer: { kind: 'sgd', beta1: 0 } },
      /beta1/,
    ],
  ])('refuses %s', async (_, file, message) => {
    expect((await problems(file)).join('\n')).toMatch(message);
  });

  it('offers keys, choices, layers and recipes', async () => {
    await expect(completions('{ "|" }')).resolves.toEqual(
      expect.arrayContaining(['extends', 'style', 'iterations', 'seed']),
    );
    await expect(completions('{ "pooling": | }')).resolves.toEqual(
      poolings.map((pooling) => JSON.stringify(pooling)),
    );
    await expect(completions('{ "style": { "layers": { "|" } } }')).resolves.toContain('relu4_2');
    await expect(completions('{ "extends": | }')).resolves.toContain('"studio"');
  });

  it('explains every key that is pointed at', async () => {
    await expect(hover('{ "sty|le": { "scale": 2 } }')).resolves.toContain('style pictures');
    await expect(hover('{ "style": { "sca|le": 2 } }')).resolves.toContain('brush strokes');
    await expect(hover('{ "opti|mizer": { "kind": "adam" } }')).resolves.toContain('lower loss');
    await expect(hover('{ "optimizer": { "kind": "lbfgs", "hist|ory": 5 } }')).resolves.toContain(
      'past steps',
    );
  });
});

it('every key has a description', () => {
  const withoutWords: string[] = [];
  type Part = Record<string, unknown> & { properties?: Record<string, Part>; anyOf?: Part[] };
  const visit = (schema: Part, path: string) => {
    for (const [key, child] of Object.entries(schema.properties ?? {})) {
      if (typeof child['description'] !== 'string') withoutWords.push(path + key);
      visit(child, `${path}${key}.`);
    }
    for (const branch of schema.anyOf ?? []) visit(branch, path);
  };

  visit(recipeFileSchema() as Part, '');

  expect(withoutWords).toEqual([]);
});
