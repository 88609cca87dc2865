import { html, nothing, type TemplateResult } from 'lit';

import { formatValue } from '../../shared/values/format';
import { range } from '../../shared/values/range';
import { clamp, type SliderScale } from '../../shared/values/slider-scale';
import type { Model } from '../model';
import { strings } from '../strings';
import { idOf, numberInput, resetButton, type Field } from './fields';

export interface SliderField extends Field {
  readonly value: number;
  readonly scale: SliderScale;
  /** Labels of the slider's ends. */
  readonly ends?: readonly [string, string] | undefined;
  /** Limits what is typed into the field, which accepts more than the slider. */
  readonly allowed: (wanted: number) => number;
}

/** A row for a value of the recipe: label, slider, number field and reset button. */
export function sliderField(model: Model, field: SliderField): TemplateResult {
  const { key, label, help, scale, ends, allowed } = field;
  const { act } = model;
  const id = idOf(key);
  const value = model.drafts.read(key, field.value);
  const change = (wanted: number) => {
    act.change(key, allowed(wanted));
  };
  return html`<div class="slider-field" data-help=${help} data-key=${key}>
    <label for=${id}>${label}</label>
    ${range({
      id,
      label,
      scale,
      value,
      text: valueText(value, scale, ends),
      describedBy: `${id}-help`,
      onInput: change,
      onDoubleClick: () => {
        act.reset(key);
      },
    })}
    ${numberInput({
      id: `${id}-number`,
      label: strings.field.number(label),
      value,
      onChange: change,
      step: (from, direction) => scale.toValue(clamp(scale.toPosition(from) + direction, 0, scale.steps)),
    })}
    ${resetButton(model, key, label)}
    ${ends ? html`<span class="slider-ends" aria-hidden="true"><span>${ends[0]}</span><span>${ends[1]}</span></span>` : nothing}
    <span class="visually-hidden" id="${id}-help">${help}</span>
  </div>`;
}

/** A value as a screen reader says it: the number, and which end it is near. */
function valueText(value: number, scale: SliderScale, ends: SliderField['ends']): string {
  if (value === 0) return strings.field.off;
  const share = scale.toPosition(value) / scale.steps;
  const word = share < 1 / 3 ? ends?.[0] : share > 2 / 3 ? ends?.[1] : undefined;
  return word === undefined ? formatValue(value) : `${formatValue(value)}, ${word}`;
}
