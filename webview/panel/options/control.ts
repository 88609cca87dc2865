import { html, type TemplateResult } from 'lit';

import { isExcluded } from '../../../src/recipe/exclusions';
import type { OptionType, RecipeOption } from '../../../src/recipe/options';
import type { Recipe } from '../../../src/recipe/recipe';
import { valueAt } from '../../../src/recipe/values/paths';
import { checkField, numberField, selectField, textField } from '../controls/fields';
import { sliderField } from '../controls/slider';
import type { Model } from '../model';
import { strings } from '../strings';
import { layerList, schemeField } from './layer-list';
import { allowedNumber, nextNumber, scaleOf } from './scale';
import { fileField, initialField, networkField, sizeField } from './special';
import { choiceLabel, endsOf, labelOf } from './words';

type Render = (model: Model, recipe: Recipe, option: RecipeOption) => TemplateResult;

/** Options that need a special control. */
const special: Readonly<Record<string, Render>> = {
  size: sizeField,
  network: networkField,
  'style.layerScheme': schemeField,
  'initial.image': initialField,
  'initial.file': fileField,
};

const byType: Readonly<Record<OptionType['kind'], Render>> = {
  number: numberControl,
  choice: choiceControl,
  switch: switchControl,
  layers: layerList,
  text: textControl,
  part: partControl,
};

/** The control for an option. */
export function optionControl(model: Model, recipe: Recipe, option: RecipeOption): TemplateResult {
  const render = Object.hasOwn(special, option.key) ? special[option.key] : undefined;
  return (render ?? byType[option.type.kind])(model, recipe, option);
}

function textOf(recipe: Recipe, key: string): string {
  const value = valueAt(recipe, key);
  return typeof value === 'string' ? value : '';
}

const about = ({ key, help }: RecipeOption) => ({ key, help, label: labelOf(key) });

function numberControl(model: Model, recipe: Recipe, option: RecipeOption): TemplateResult {
  const { key } = option;
  const current = valueAt(recipe, key);
  const value = typeof current === 'number' ? current : 0;
  const original = model.state.original && valueAt(model.state.original, key);
  const scale = scaleOf(option, original ?? value);
  const field = { ...about(option), value, allowed: (wanted: number) => allowedNumber(option, wanted) };
  return scale
    ? sliderField(model, { ...field, scale, ends: endsOf(key) })
    : numberField(model, { ...field, step: (from, direction) => nextNumber(option, from, direction) });
}

function choiceControl(model: Model, recipe: Recipe, option: RecipeOption): TemplateResult {
  const { key, type, optional } = option;
  const choices = type.kind === 'choice' ? type.choices : [];
  const value = model.drafts.read(key, textOf(recipe, key));
  return selectField(model, {
    ...about(option),
    value,
    options: [
      ...(optional ? [{ value: '', label: strings.field.off }] : []),
      ...choices.map((choice) => ({ value: choice, label: choiceLabel(key, choice) })),
    ],
    onChange: (chosen) => {
      if (chosen === '') model.act.reset(key);
      else model.act.change(key, chosen);
    },
  });
}

function switchControl(model: Model, recipe: Recipe, option: RecipeOption): TemplateResult {
  const { key } = option;
  return checkField(model, {
    ...about(option),
    checked: model.drafts.read(key, valueAt(recipe, key) === true),
    disabledBecause: isExcluded(recipe, key) ? strings.refused : undefined,
    onChange: (checked) => {
      model.act.change(key, checked);
    },
  });
}

function textControl(model: Model, recipe: Recipe, option: RecipeOption): TemplateResult {
  return textField(model, { ...about(option), value: textOf(recipe, option.key) });
}

/** The initial value of a part that the recipe does not have. */
const firstValues: Readonly<Record<string, unknown>> = { scales: { from: 128 } };

function partControl(model: Model, recipe: Recipe, option: RecipeOption): TemplateResult {
  const { key } = option;
  const { act, state } = model;
  return checkField(model, {
    ...about(option),
    checked: valueAt(recipe, key) !== undefined,
    onChange: (isOn) => {
      if (!isOn) act.change(key, false);
      else if (state.original && valueAt(state.original, key) !== undefined) act.reset(key);
      else act.change(key, firstValues[key] ?? {});
    },
  });
}

/** Stacks controls, with their labels in one column. */
export function controls(model: Model, recipe: Recipe, options: readonly RecipeOption[]): TemplateResult {
  return html`<div class="fields">${options.map((option) => optionControl(model, recipe, option))}</div>`;
}
