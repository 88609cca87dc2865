import { html, nothing, type TemplateResult } from 'lit';

import type { RecipeOption } from '../../../src/recipe/options';
import type { OptimizeRecipe, Recipe } from '../../../src/recipe/recipe';
import { layerSchemes, shareOut, type LayerWeights } from '../../../src/recipe/schema/layer-weights';
import { inOrder } from '../../../src/recipe/schema/layers';
import { valueAt } from '../../../src/recipe/values/paths';
import { weightScale } from '../../shared/values/slider-scale';
import { resetButton, selectField } from '../controls/fields';
import { sliderField } from '../controls/slider';
import type { Model } from '../model';
import { strings } from '../strings';
import { choiceLabel, labelOf } from './words';

/** The layers of VGG that the literature takes for style, offered even where a recipe leaves one out. */
const usualStyleLayers = ['relu1_1', 'relu2_1', 'relu3_1', 'relu4_1', 'relu5_1'];

const { layers: words } = strings;

/** A slider for each layer of a loss, and a menu of further layers. */
export function layerList(model: Model, recipe: Recipe, { key, help }: RecipeOption): TemplateResult {
  const { state, act } = model;
  const label = labelOf(key);
  const weights = layerWeights(recipe, key);
  const originals = state.original ? layerWeights(state.original, key) : weights;
  const network = state.networks.find(({ name }) => name === recipe.network);
  const known = network?.layers ?? [];
  const isListed = (layer: string) =>
    layer in weights || (key === 'style.layers' && usualStyleLayers.includes(layer));
  const listed = [...new Set([...known, ...inOrder(Object.keys(weights))])].filter(isListed);
  const largest = Math.max(0, ...Object.values(originals)) || 1;
  const further = known.filter((layer) => !isListed(layer));
  return html`<div class="layers" role="group" aria-label=${label}>
    <div class="layers-heading" data-help=${help} data-key=${key}>
      <span>${label}</span>${resetButton(model, key, label)}
    </div>
    ${listed.map((layer) =>
      sliderField(model, {
        key: `${key}.${layer}`,
        label: layer,
        help,
        value: weights[layer] ?? 0,
        scale: weightScale(originals[layer] ?? largest),
        allowed: (wanted) => Math.max(wanted, 0),
      }),
    )}
    ${
      further.length === 0
        ? nothing
        : html`<div class="fields">
            ${selectField(model, {
              key: `${key}.add`,
              label: words.more,
              help,
              value: '',
              options: [
                { value: '', label: words.add },
                ...further.map((layer) => ({ value: layer, label: layer })),
              ],
              onChange: (layer) => {
                act.change(`${key}.${layer}`, largest);
              },
            })}
          </div>`
    }
  </div>`;
}

/** How the weight is divided among the style layers. The recipe has only the outcome, so it is inferred from that. */
export function schemeField(model: Model, recipe: Recipe, { key, help }: RecipeOption): TemplateResult {
  const { style } = recipe as OptimizeRecipe;
  const weights = model.drafts.read('style.layers', style.layers);
  const scheme = layerSchemes.find((name) => isScheme(weights, shareOut(weights, name)));
  return selectField(model, {
    key,
    label: labelOf(key),
    help,
    value: scheme ?? '',
    options: [
      ...(scheme === undefined ? [{ value: '', label: words.ownShares }] : []),
      ...layerSchemes.map((name) => ({ value: name, label: choiceLabel(key, name) })),
    ],
    onChange: (chosen) => {
      const wanted = layerSchemes.find((name) => name === chosen);
      if (wanted) model.act.change('style.layers', shareOut(weights, wanted));
    },
  });
}

function layerWeights(recipe: Recipe, key: string): LayerWeights {
  return valueAt(recipe, key) as LayerWeights;
}

function isScheme(weights: LayerWeights, scheme: LayerWeights): boolean {
  return Object.entries(scheme).every(
    ([layer, weight]) => Math.abs(weights[layer]! - weight) < 1e-3 * weight,
  );
}
