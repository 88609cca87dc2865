import { html, nothing, type TemplateResult } from 'lit';

import { colorMethods, initialImages, type Recipe } from '../../src/protocol/recipe';
import { icons } from '../shared/icons';
import { isActive } from '../shared/run-status';
import { numberField, selectField } from './fields';
import type { Model } from './model';
import { strings } from './strings';

const sizes = [128, 192, 256, 384, 512, 768, 1024, 1536, 2048];
const { recipe: words } = strings;

export function recipeSection(model: Model, recipe: Recipe): TemplateResult {
  const { state, act, run } = model;
  const { changed } = state;
  return html`<section aria-labelledby="recipe-heading">
    <h2 id="recipe-heading">
      ${words.heading}
      <span class="heading-actions">
        ${
          changed.length > 0
            ? html`<button
                type="button"
                class="text-button"
                @click=${() => {
                  act.reset();
                }}
              >
                ${icons.reset}${words.resetAll(changed.length)}
              </button>`
            : nothing
        }
        <button
          type="button"
          class="icon-button"
          title=${words.json}
          aria-label=${words.json}
          @click=${act.on('openRecipeAsJson')}
        >
          ${icons.json}
        </button>
      </span>
    </h2>
    <div class="fields">
      ${selectField({
        key: 'recipe',
        label: words.label,
        value: recipe.name,
        options: state.recipes.map(({ name, title }) => ({ value: name, label: title })),
        onChange: (name) => {
          act.send('selectRecipe', { name });
        },
      })}
      <p class="secondary description">${recipe.description}</p>
      ${sizeField(model, recipe)}
      ${numberField(model, 'iterations', words.iterations, recipe.iterations, {
        minimum: 1,
        maximum: 1_000_000,
        step: 50,
      })}
      ${initialField(model, recipe)} ${colorsField(model, recipe)}
    </div>
    ${isActive(run) ? html`<p class="secondary note">${icons.info}${words.nextRun}</p>` : nothing}
  </section>`;
}

function sizeField({ act, drafts }: Model, recipe: Recipe): TemplateResult {
  const size = drafts.read('size', recipe.size);
  const offered = typeof size === 'number' && !sizes.includes(size) ? [...sizes, size] : sizes;
  return selectField({
    key: 'size',
    label: words.size,
    value: String(size),
    options: [
      ...offered
        .sort((a, b) => a - b)
        .map((pixels) => ({ value: String(pixels), label: words.pixels(pixels) })),
      { value: 'native', label: words.native },
    ],
    onChange: (chosen) => {
      act.change('size', chosen === 'native' ? chosen : Number(chosen));
    },
  });
}

function initialField(model: Model, recipe: Recipe): TemplateResult {
  const value = model.drafts.read('initial.image', recipe.initial.image);
  return selectField({
    key: 'initial.image',
    label: words.initial,
    value,
    options: initialImages
      // A recipe's own file can be kept, but only its JSON can name one.
      .filter((image) => image !== 'file' || value === 'file')
      .map((image) => ({ value: image, label: words.initialImages[image] })),
    onChange: (chosen) => {
      model.act.change('initial.image', chosen);
    },
  });
}

function colorsField(model: Model, recipe: Recipe): TemplateResult {
  return selectField({
    key: 'colors',
    label: words.colors,
    value: model.drafts.read('colors', recipe.colors),
    options: colorMethods.map((method) => ({ value: method, label: words.colorMethods[method] })),
    onChange: (chosen) => {
      model.act.change('colors', chosen);
    },
  });
}
