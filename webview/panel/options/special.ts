import { html, type TemplateResult } from 'lit';

import { fileName } from '../../../src/recipe/files';
import type { RecipeOption } from '../../../src/recipe/options';
import type { OptimizeRecipe, Recipe } from '../../../src/recipe/recipe';
import { icons } from '../../shared/icons';
import { resetButton, selectField } from '../controls/fields';
import type { Model } from '../model';
import { strings } from '../strings';
import { missingNetwork } from './weights';
import { choiceLabel, labelOf } from './words';

const usualSizes = [128, 192, 256, 384, 512, 768, 1024, 1536, 2048];

/** The usual sizes, the recipe's own, and `native`. */
export function sizeField(model: Model, recipe: Recipe, { key, help, type }: RecipeOption): TemplateResult {
  const size = model.drafts.read(key, recipe.size);
  const offered = [...new Set([...usualSizes, ...(typeof size === 'number' ? [size] : [])])];
  const words = type.kind === 'number' ? type.words : [];
  return selectField(model, {
    key,
    label: labelOf(key),
    help,
    value: String(size),
    options: [
      ...offered
        .sort((a, b) => a - b)
        .map((pixels) => ({ value: String(pixels), label: strings.size.pixels(pixels) })),
      ...words.map((word) => ({ value: word, label: word === 'native' ? strings.size.native : word })),
    ],
    onChange: (chosen) => {
      model.act.change(key, words.includes(chosen) ? chosen : Number(chosen));
    },
  });
}

/** The networks that the engine knows. Missing ones can be downloaded or imported once they are chosen. */
export function networkField(model: Model, recipe: Recipe, { key, help }: RecipeOption): TemplateResult {
  const { state, drafts, act } = model;
  const value = drafts.read(key, recipe.network);
  const chosen = state.networks.find(({ name }) => name === value);
  const field = selectField(model, {
    key,
    label: labelOf(key),
    help,
    value,
    options: [
      ...state.networks.map(({ name, title, installed, license }) => {
        // There is no room for “Embedded network (distilled from VGG-19)”.
        const [, short = title, note] = /^(.*\S)\s*[(（](.*)[)）]$/.exec(title) ?? [];
        return {
          value: name,
          label: installed ? short : strings.machine.notInstalled(short),
          description: [note, license].filter(Boolean).join(' · '),
        };
      }),
      // A weight file, or the engine has not answered yet.
      ...(chosen ? [] : [{ value, label: value }]),
    ],
    onChange: (name) => {
      act.change(key, name);
    },
  });
  // The recipe's own network is offered next to the recipe.
  const isOwnChoice = state.changed.includes(key);
  return isOwnChoice ? html`${field} ${missingNetwork(model, recipe)}` : field;
}

/** What to start from. Asks for a file at once if none is known. */
export function initialField(
  model: Model,
  recipe: Recipe,
  { key, help, type }: RecipeOption,
): TemplateResult {
  const { act, drafts } = model;
  const { initial } = recipe as OptimizeRecipe;
  const choices = type.kind === 'choice' ? type.choices : [];
  return selectField(model, {
    key,
    label: labelOf(key),
    help,
    value: drafts.read(key, initial.image),
    options: choices.map((choice) => ({ value: choice, label: choiceLabel(key, choice) })),
    onChange: (chosen) => {
      if (chosen === 'file' && initial.file === undefined) act.send('browseInitial', {});
      else act.change(key, chosen);
    },
  });
}

/** The picture to start from: chosen in a dialog. */
export function fileField(model: Model, recipe: Recipe, { key, help }: RecipeOption): TemplateResult {
  const { file } = (recipe as OptimizeRecipe).initial;
  const label = labelOf(key);
  return html`<div class="field" data-help=${help} data-key=${key}>
    <span>${label}</span>
    <button
      type="button"
      class="text-button file"
      title=${file ?? strings.initialFile.choose}
      @click=${model.act.on('browseInitial')}
    >
      ${icons.folder}<span class="name"
        >${file === undefined ? strings.initialFile.choose : fileName(file)}</span
      >
    </button>
    ${resetButton(model, key, label)}
  </div>`;
}
