import { html, type TemplateResult } from 'lit';

import { recipeOptions, type RecipeOption } from '../../../src/recipe/options';
import type { Recipe } from '../../../src/recipe/recipe';
import { translated } from '../../shared/language';
import type { Model } from '../model';
import { controls } from './control';
import { groupOf, groups, lookKeys, placeOf, type Place } from './place';
import { groupNames } from './words';

/** The options of a place, in the schema's order, without the sliders of the look. */
export function optionsIn(place: Place, { state }: Model, recipe: Recipe): RecipeOption[] {
  const original = state.original ?? recipe;
  const options = recipeOptions(recipe)
    .filter((option) => placeOf(option, recipe, original) === place)
    .map((option) => ({ ...option, help: translated(option.help) }));
  const rank = ({ key }: RecipeOption) => lookKeys.findIndex((known) => known === key);
  return place === 'look' ? options.sort((a, b) => rank(a) - rank(b)) : options;
}

/** Options under the headings of their groups. */
export function groupedOptions(
  model: Model,
  recipe: Recipe,
  options: readonly RecipeOption[],
): TemplateResult {
  return html`${groups.map((group) => {
    const members = options.filter(({ key }) => groupOf(key) === group);
    return members.length === 0
      ? ''
      : html`<h3>${groupNames[group]}</h3>
          ${controls(model, recipe, members)}`;
  })}`;
}
