import { html, nothing, type TemplateResult } from 'lit';

import type { Recipe } from '../../../src/recipe/recipe';
import { iconButton } from '../../shared/icon-button';
import { icons } from '../../shared/icons';
import { inWords } from '../../shared/language';
import { disclosure } from '../controls/disclosure';
import { selectField } from '../controls/fields';
import type { Model } from '../model';
import { strings } from '../strings';
import { controls } from './control';
import { groupedOptions, optionsIn } from './grouped';
import { missingNetwork } from './weights';
import { labelOf } from './words';

const { recipe: words } = strings;

export function recipeSection(model: Model, recipe: Recipe): TemplateResult {
  const { state, act } = model;
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
        ${iconButton(icons.bookmark, words.savePreset, act.on('savePreset'))}
        ${iconButton(icons.list, words.presets, act.on('choosePreset'))}
        ${iconButton(icons.json, words.json, act.on('openRecipeAsJson'))}
      </span>
    </h2>
    <div class="fields">
      ${state.presets.length === 0 ? nothing : presetField(model)}
      ${selectField(model, {
        key: 'recipe',
        label: words.label,
        help: words.help,
        value: recipe.name,
        options: state.recipes.map(({ name, title }) => ({ value: name, label: title })),
        onChange: (name) => {
          act.send('selectRecipe', { name });
        },
      })}
      <p class="secondary description">${recipe.description}</p>
      ${fastStyleButtons(model, recipe)}
      ${changed.includes('network') ? nothing : missingNetwork(model, recipe)}
    </div>
    ${notTaken(model)} ${controls(model, recipe, optionsIn('recipe', model, recipe))}
  </section>`;
}

/** Networks that paint in one style are recipes too: more can be imported or trained, and the chosen one removed. */
function fastStyleButtons({ act }: Model, { method, network }: Recipe): TemplateResult {
  return html`<p class="links wide">
    <button type="button" class="link" @click=${act.on('importFastStyle')}>${words.importStyle}</button>
    <button type="button" class="link" @click=${act.on('trainFastStyle')}>${words.trainStyle}</button>
    ${
      method === 'one-pass'
        ? html`<button
            type="button"
            class="link"
            @click=${() => {
              act.send('removeFastStyle', { name: network });
            }}
          >
            ${words.removeStyle}
          </button>`
        : nothing
    }
  </p>`;
}

/** The person's presets; none is selected while the settings differ from all. */
function presetField(model: Model): TemplateResult {
  const { presets, preset = '' } = model.state;
  return selectField(model, {
    key: 'preset',
    label: words.preset,
    help: words.presetHelp,
    value: preset,
    options: [
      ...(preset === '' ? [{ value: '', label: words.noPreset }] : []),
      ...presets.map((name) => ({ value: name, label: name })),
    ],
    onChange: (name) => {
      if (name !== '') model.act.send('usePreset', { name });
    },
  });
}

/** Choices that no longer apply. They are kept until the person drops them. */
function notTaken({ state, act }: Model): TemplateResult {
  const { missingRecipe, setAside } = state;
  return html`${
    missingRecipe === undefined
      ? nothing
      : html`<p class="secondary note">${icons.info}${words.missing(missingRecipe)}</p>`
  }
  ${setAside.map(
    ({ key, reason }) =>
      html`<p class="secondary note">
        ${icons.info}<span
          >${words.setAside(labelOf(key), key, inWords(reason))}
          <button
            type="button"
            class="link"
            @click=${() => {
              act.reset(key);
            }}
          >
            ${words.forget}
          </button></span
        >
      </p>`,
  )}`;
}

/** The other options that the recipe sets. */
export function optionsSection(model: Model, recipe: Recipe): TemplateResult {
  return disclosure({
    heading: strings.options.heading(recipe.title),
    open: model.memory.options,
    onToggle: (options) => {
      model.act.remember({ options });
    },
    content: () => groupedOptions(model, recipe, optionsIn('used', model, recipe)),
  });
}
