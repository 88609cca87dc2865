import { describe, expect, it } from 'vitest';

import type { Size } from '../../../src/engine/imaging/picture';
import { fitSize } from '../../../src/engine/imaging/size';
import { vgg19 } from '../../../src/engine/network/network';
import { receptiveField } from '../../../src/engine/network/receptive-field';
import { objectiveTerms } from '../../../src/engine/objective/terms';
import { planScales } from '../../../src/engine/plan/scales';
import { listRecipes } from '../../../src/engine/recipes/catalog';
import { continuedSettings, type ContinuationTarget } from '../../../src/recipe/continuation';
import type { OptimizeRecipe } from '../../../src/recipe/recipe';
import { applySettings } from '../../../src/recipe/values/settings';

const recipeOf = (name: string) => listRecipes().find((recipe) => recipe.name === name)!;
const proof = { width: 384, height: 256 };

const tapOf = (layer: string) =>
  vgg19.layers.find((each) => each.kind === 'relu' && each.name === layer) as { channels: number };

/** The sides of the run that goes on, and its iterations. */
function continued(recipe: OptimizeRecipe, target: ContinuationTarget) {
  const after = applySettings(recipe, continuedSettings(recipe, proof, target));
  const scales = planScales(after, fitSize({ width: 3000, height: 2000 }, after.size, after.measure), 16);
  return { after, sides: scales.map(({ width }) => width), scales };
}

describe('going on from a result', () => {
  it('takes the sizes above it that the recipe takes, up to the one that is asked for', () => {
    const studio = applySettings(recipeOf('studio'), { size: 384 });

    expect(continued(studio, { times: 2 }).sides).toEqual([768]);
    expect(continued(studio, { size: 4096 }).sides).toEqual([1024, 2048, 4096]);
    expect(continued(studio, { native: { width: 3000, height: 2000 } }).after.size).toBe('native');
    // A size between two of them.
    expect(continued(studio, { size: 400 }).sides).toEqual([400]);
    expect(continued(studio, { size: 600 }).sides).toEqual([600]);
  });

  it('doubles the size where the recipe has no sizes of its own', () => {
    expect(continued(recipeOf('neural-style'), { times: 2 }).sides).toEqual([768]);
    expect(continued(recipeOf('gatys-2015'), { times: 8 }).sides).toEqual([768, 1536, 3072]);
  });

  it('spends as many iterations as the sizes need', () => {
    const { scales } = continued(recipeOf('neural-style'), { times: 8 });
    expect(scales.map(({ iterations }) => iterations)).toEqual([40, 40, 40]);

    for (const recipe of listRecipes()) {
      for (const target of [{ times: 1.1 }, { times: 2 }, { times: 4 }, { size: 5000 }]) {
        const { scales, after } = continued(recipe, target);
        const sizes = scales.filter(({ finalPass }) => !finalPass).length;
        expect(after.iterations, `${recipe.name} ${JSON.stringify(target)}`).toBe(40 * sizes);
      }
    }
  });

  it('measures a size as the recipe does', () => {
    expect(continued(recipeOf('keras-lbfgs'), { times: 2 }).after.size).toBe(512);
    const square = { width: 224, height: 224 };
    expect(continuedSettings(recipeOf('tf2-tutorial'), square, { times: 2 })).toMatchObject({ size: 448 });
  });

  it('takes more iterations at the same size, without the sizes below', () => {
    const studio = applySettings(recipeOf('studio'), { size: 384 });
    const { after, scales } = continued(studio, { iterations: 70 });

    expect(scales).toEqual([{ width: 384, height: 256, iterations: 70 }]);
    expect(after.size).toBe(384);
  });

  it('leaves alone what makes the look', () => {
    for (const recipe of listRecipes()) {
      const { after } = continued(recipe, { times: 3 });
      const { size, scales, iterations, content } = after;
      expect(after).toEqual({
        ...recipe,
        ...{ size, scales, iterations },
        content: { ...recipe.content, weight: content.weight },
      });
    }
  });

  it('keeps the content as strong against the style, whatever the recipe divides it by', () => {
    /** The content loss of features that are one apart everywhere. That of the style is no sum over positions. */
    const contentLoss = (recipe: OptimizeRecipe, size: Size) =>
      objectiveTerms(recipe, vgg19, size).reduce((sum, { term, group, share }) => {
        if (group !== 'content' || term.kind !== 'content') return sum;
        const { channels } = tapOf(term.layer);
        const { stride } = receptiveField(vgg19, term.layer);
        return (
          sum + recipe.content.weight * share * channels * (size.width / stride) * (size.height / stride)
        );
      }, 0);

    const withContent = listRecipes().filter(({ content }) =>
      Object.values(content.layers).some((weight) => weight > 0),
    );
    expect(withContent.length).toBeGreaterThan(5);
    for (const listed of withContent) {
      const recipe = applySettings(listed, { size: listed.measure === 'longest' ? 384 : 256 });
      const { after } = continued(recipe, { times: 2 });
      const larger = { width: 768, height: 512 };
      expect(contentLoss(after, larger) / contentLoss(recipe, proof), recipe.name).toBeCloseTo(1, 10);
    }
    expect(continued(recipeOf('gatys-2015'), { times: 2 }).after.content.weight).toBe(1 / 4);
    expect(continued(recipeOf('gatys-2015'), { iterations: 9 }).after.content.weight).toBe(1);
    const normalized = applySettings(recipeOf('gatys-2015'), {
      'optimizer.kind': 'adam',
      gradientNormalization: true,
    });
    expect(continued(normalized, { times: 2 }).after.content.weight).toBe(1);
  });
});
