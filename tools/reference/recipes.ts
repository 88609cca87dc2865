import { markdownTable } from '../../bench/recipes/document';
import { listRecipes } from '../../src/engine/recipes/catalog';
import type { OptimizeRecipe } from '../../src/recipe/recipe';

/** The recipes that ship, side by side. */
export function recipeTable(): string {
  const headings = [
    'recipe',
    'starts from',
    'optimiser',
    'iterations',
    'size',
    'content',
    'style',
    'smoothness',
    'border',
  ];
  return markdownTable(
    headings,
    listRecipes().map((recipe) => [
      `[\`${recipe.name}\`](#${recipe.name})`,
      recipe.initial.image,
      optimizerOf(recipe),
      String(recipe.iterations),
      sizeOf(recipe),
      `${recipe.content.weight} at ${Object.keys(recipe.content.layers).join(', ')}`,
      `${recipe.style.weight} at ${Object.keys(recipe.style.layers).length} layers, ${recipe.style.gram}, ${recipe.style.reduction}`,
      recipe.totalVariation.weight === 0
        ? 'none'
        : `${recipe.totalVariation.weight}, ${recipe.totalVariation.kind}`,
      recipe.padding === 'zero' ? 'black' : 'repeated',
    ]),
  );
}

function optimizerOf({ optimizer, clamp, averaging }: OptimizeRecipe): string {
  const name = optimizer.kind === 'lbfgs' ? 'L-BFGS' : optimizer.kind === 'adam' ? 'Adam' : 'SGD';
  const more = [...(clamp ? ['clamped'] : []), ...(averaging > 0 ? ['averaged'] : [])];
  return [`${name}, steps of ${optimizer.learningRate}`, ...more].join(', ');
}

function sizeOf({ size, measure, scales }: OptimizeRecipe): string {
  const pixels =
    measure === 'longest' ? String(size) : measure === 'height' ? `height ${size}` : `${size}×${size}`;
  return scales ? `${pixels}, from ${scales.from}` : pixels;
}
