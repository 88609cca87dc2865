import { describe, expect, it } from 'vitest';

import { listRecipes } from '../../../../../src/engine/recipes/catalog';
import { isExcluded } from '../../../../../src/recipe/exclusions';
import { recipeOptions, type RecipeOption } from '../../../../../src/recipe/options';
import { recipeSchema, type Recipe } from '../../../../../src/recipe/recipe';
import { initialOptimizer } from '../../../../../src/recipe/schema/optimizers';
import { groupOf, placeOf, type Place } from '../../../../../webview/panel/options/place';
import { choiceLabel, labelOf } from '../../../../../webview/panel/options/words';

const recipeNamed = (name: string): Recipe => listRecipes().find((recipe) => recipe.name === name)!;
const studio = recipeNamed('studio');

const with_ = (recipe: Recipe, changes: Record<string, unknown>): Recipe =>
  recipeSchema.parse({ ...recipe, ...changes });

function keysIn(place: Place | undefined, recipe: Recipe, original = recipe): string[] {
  return recipeOptions(recipe)
    .filter((option) => placeOf(option, recipe, original) === place)
    .map(({ key }) => key);
}

describe('the options that a recipe uses', () => {
  it('are those that it sets: studio', () => {
    expect(keysIn('used', studio)).toEqual([
      'network',
      'padding',
      'content.layers',
      'content.reduction',
      'style.layers',
      'style.gram',
      'style.reduction',
      'totalVariation.kind',
      'optimizer.kind',
      'optimizer.history',
      'optimizer.lineSearch',
      'scales',
      'scales.from',
      'scales.factor',
      'clamp',
    ]);
  });

  it('are history and line search with L-BFGS, and a step size only without a search', () => {
    const searching = keysIn('used', recipeNamed('keras-lbfgs'));
    const plain = keysIn('used', recipeNamed('neural-style'));

    expect(searching).toEqual(expect.arrayContaining(['optimizer.history', 'optimizer.lineSearch']));
    expect(searching).toEqual(expect.arrayContaining(['optimizer.restartEvery', 'measure', 'style.resize']));
    expect(searching).not.toContain('optimizer.learningRate');
    expect(plain).toEqual(expect.arrayContaining(['optimizer.learningRate', 'initial.deviation', 'seed']));
    expect(plain).not.toContain('optimizer.restartEvery');
  });

  it('are a decay only where it is set', () => {
    const decaying = with_(studio, { optimizer: { kind: 'adam', learningRate: 5, decay: 0.01 } });

    const steady = with_(studio, { optimizer: { kind: 'adam', learningRate: 5 } });
    expect(keysIn('advanced', steady)).toContain('optimizer.decay');
    expect(keysIn('used', decaying)).toContain('optimizer.decay');
  });

  it('follow another optimizer at once', () => {
    const course = recipeNamed('course');
    const changed = with_(course, { optimizer: initialOptimizer('lbfgs') });

    const used = keysIn('used', changed, course).filter((key) => key.startsWith('optimizer.'));

    expect(used).toEqual(['optimizer.kind', 'optimizer.history', 'optimizer.lineSearch']);
  });

  it('stay where they are while a person changes them', () => {
    const calmer = with_(studio, { averaging: 0, pooling: 'l2' });

    expect(keysIn('used', calmer, studio)).toEqual(keysIn('used', studio));
    expect(keysIn('advanced', calmer, studio)).toContain('pooling');
  });

  it('stay together in a part that the person has added', () => {
    const original = recipeNamed('neural-style');
    const scaled = with_(original, { scales: { from: 64 } });

    expect(keysIn('advanced', scaled, original)).toEqual(
      expect.arrayContaining(['scales', 'scales.from', 'scales.factor', 'scales.decay']),
    );
  });
});

describe('an option without effect', () => {
  it.each([
    ['content', []],
    ['noise', ['initial.deviation', 'initial.distribution', 'seed']],
    ['content-noise', ['initial.noise', 'initial.deviation', 'initial.distribution', 'seed']],
    ['file', ['initial.file']],
  ])('is not shown: a start from %s', (image, expected) => {
    const recipe = with_(studio, { initial: { image, file: 'a.png' } });

    const shown = keysIn('used', recipe, studio).filter((key) => /^initial|^seed/.test(key));

    expect(shown).toEqual(expected);
    expect(keysIn('advanced', recipe, studio).filter((key) => /^initial|^seed/.test(key))).toEqual([]);
  });
});

describe.each(listRecipes().map((recipe) => [recipe.name, recipe] as const))(
  'the panel for %s',
  (_, recipe) => {
    it('has the live weights, size and iterations in their own places', () => {
      expect(new Set(keysIn('look', recipe))).toEqual(
        new Set(['content.weight', 'style.weight', 'style.scale', 'totalVariation.weight']),
      );
      expect(new Set(keysIn('recipe', recipe))).toEqual(
        new Set(['size', 'iterations', 'initial.image', 'colors']),
      );
    });
  },
);

describe('a key that nobody here knows', () => {
  const unknown: RecipeOption = {
    key: 'edgeWeighting',
    help: 'Something new.',
    type: { kind: 'choice', choices: ['soft-edges'] },
    default: 'none',
    optional: false,
  };

  it('is offered under Advanced, with a name made of it', () => {
    expect(placeOf(unknown, studio, studio)).toBe('advanced');
    expect(groupOf(unknown.key)).toBe('other');
    expect(groupOf('style.something')).toBe('style');
    expect(labelOf(unknown.key)).toBe('Edge weighting');
    expect(labelOf('style.softEdges')).toBe('Soft edges');
    expect(choiceLabel(unknown.key, 'soft-edges')).toBe('Soft edges');
  });

  it('cannot be mistaken for what every object has', () => {
    expect(labelOf('constructor')).toBe('Constructor');
    expect(groupOf('toString')).toBe('other');
  });
});

describe('what the engine refuses together', () => {
  it('cannot be switched on', () => {
    const searching = recipeNamed('keras-lbfgs');
    const plain = recipeNamed('neural-style');
    const refused = (recipe: Recipe) =>
      ['clamp', 'gradientNormalization', 'scales'].filter((key) => isExcluded(recipe, key));

    expect(refused(searching)).toEqual(['clamp', 'gradientNormalization']);
    expect(refused(plain)).toEqual(['clamp']);
    expect(refused(recipeNamed('course'))).toEqual([]);
  });
});
