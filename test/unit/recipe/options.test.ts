import { describe, expect, it } from 'vitest';

import { listRecipes } from '../../../src/engine/recipes/catalog';
import { recipeOptions, type RecipeOption } from '../../../src/recipe/options';
import { recipeSchema, type Recipe } from '../../../src/recipe/recipe';
import { initialOptimizer } from '../../../src/recipe/schema/optimizers';
import { valueAt } from '../../../src/recipe/values/paths';

const recipes = listRecipes();
const studio = recipes.find(({ name }) => name === 'studio')!;
/** What decides nothing, and of what there is one alone. */
const notOffered = ['method', 'name', 'title', 'description', 'source'];

/** Paths of everything that a recipe says; weights by layer count as one value. */
function pathsOf(value: unknown, prefix = ''): string[] {
  if (typeof value !== 'object' || value === null || /(^|\.)layers\.$/.test(prefix)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const path = prefix + key;
    const inside = pathsOf(inner, `${path}.`);
    return inside.length > 0 ? inside : [path];
  });
}

function accepts(recipe: Recipe, key: string, value: unknown): boolean {
  const changed = structuredClone(recipe) as Record<string, unknown>;
  const path = key.split('.');
  let object = changed;
  for (const step of path.slice(0, -1)) object = object[step] as Record<string, unknown>;
  object[path.at(-1)!] = value;
  return recipeSchema.safeParse(changed).success;
}

const ofKind = <K extends RecipeOption['type']['kind']>(recipe: Recipe, kind: K) =>
  recipeOptions(recipe).flatMap(({ key, type }) =>
    type.kind === kind ? [{ key, type: type as Extract<RecipeOption['type'], { kind: K }> }] : [],
  );

describe.each(recipes.map((recipe) => [recipe.name, recipe] as const))('the options of %s', (_, recipe) => {
  it('are all that it sets, each with a help', () => {
    const options = recipeOptions(recipe);
    const keys = options.map(({ key }) => key);

    const unsaid = pathsOf(recipe).filter((path) => !keys.includes(path) && !notOffered.includes(path));

    expect(unsaid).toEqual([]);
    expect(new Set(keys).size).toBe(keys.length);
    expect(options.filter(({ help }) => !/^[A-Z].*[.…]$/.test(help))).toEqual([]);
  });

  it('have the limits of the schema, neither narrower nor wider', () => {
    for (const { key, type } of ofKind(recipe, 'number')) {
      const { minimum, maximum, whole } = type;
      const beyond = whole ? 1 : 0.01;
      if (Number.isFinite(minimum)) {
        expect([key, minimum, accepts(recipe, key, minimum)]).toEqual([key, minimum, true]);
        expect([key, accepts(recipe, key, minimum - beyond)]).toEqual([key, false]);
      }
      if (Number.isFinite(maximum)) {
        expect([key, maximum, accepts(recipe, key, maximum)]).toEqual([key, maximum, true]);
        expect([key, accepts(recipe, key, maximum + beyond)]).toEqual([key, false]);
      } else {
        expect([key, accepts(recipe, key, 1e9)]).toEqual([key, true]);
      }
    }
  });

  it('offer choices and words that the schema takes', () => {
    for (const { key, type } of ofKind(recipe, 'choice').filter(
      (option) => option.key !== 'optimizer.kind',
    )) {
      for (const choice of type.choices)
        expect([choice, accepts(recipe, key, choice)]).toEqual([choice, true]);
    }
    for (const { key, type } of ofKind(recipe, 'number')) {
      for (const word of type.words) expect([word, accepts(recipe, key, word)]).toEqual([word, true]);
    }
  });
});

describe('the options', () => {
  it('of an optimizer are its own', () => {
    const keysFor = (kind: string) => {
      const recipe = recipeSchema.parse({ ...studio, optimizer: initialOptimizer(kind) });
      return recipeOptions(recipe).flatMap(({ key }) =>
        key.startsWith('optimizer.') ? [key.slice(10)] : [],
      );
    };

    expect(keysFor('adam')).toEqual([
      ...['kind', 'learningRate', 'beta1', 'beta2', 'epsilon', 'decay', 'annealing', 'space'],
    ]);
    expect(keysFor('lbfgs')).toEqual([
      'kind',
      'history',
      'lineSearch',
      'learningRate',
      'restartEvery',
      'space',
    ]);
    expect(keysFor('sgd')).toEqual(['kind', 'learningRate', 'momentum', 'decay', 'annealing', 'space']);
  });

  it('of a part that a recipe does without are the part alone', () => {
    const plain = recipeSchema.parse({ ...studio, scales: undefined });
    const keys = (recipe: Recipe) =>
      recipeOptions(recipe).flatMap(({ key, type }) =>
        key.startsWith('scales') ? [`${type.kind} ${key}`] : [],
      );

    expect(keys(plain)).toEqual(['part scales']);
    expect(keys(studio)).toEqual([
      'part scales',
      'number scales.from',
      'number scales.factor',
      'number scales.decay',
    ]);
  });

  it('know a size in pixels and as a word', () => {
    const size = recipeOptions(studio).find(({ key }) => key === 'size');

    expect(size?.type).toEqual({
      kind: 'number',
      whole: true,
      minimum: 16,
      maximum: 16384,
      words: ['native'],
    });
  });

  it('are found in a recipe by their path, and nothing that every object has', () => {
    expect(valueAt(studio, 'style.layers')).toBe(studio.style.layers);
    expect(valueAt(studio, 'style.nothing.deeper')).toBeUndefined();
    expect(valueAt(studio, 'constructor.name')).toBeUndefined();
  });
});
