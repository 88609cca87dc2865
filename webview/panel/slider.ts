import { html, type TemplateResult } from 'lit';

import { formatValue } from '../shared/format';
import { range } from '../shared/range';
import { clamp, type SliderScale } from '../shared/slider-scale';
import { idOf, numberInput, resetButton, type Field } from './fields';
import type { Model } from './model';
import { strings } from './strings';

export interface SliderField extends Field {
  readonly value: number;
  readonly scale: SliderScale;
  /** What the field takes, beyond the slider's ends. */
  readonly allowed: (wanted: number) => number;
}

/** A value of the recipe with label, slider, number field and a way back, in one row. */
export function sliderField(model: Model, field: SliderField): TemplateResult {
  const { key, label, help, scale, allowed } = field;
  const { act } = model;
  const id = idOf(key);
  const value = model.drafts.read(key, field.value);
  const change = (wanted: number) => {
    act.change(key, allowed(wanted));
  };
  return html`<div class="slider-field" data-help=${help} data-key=${key}>
    <label for=${id} title=${label}>${label}</label>
    ${range({
      id,
      label,
      scale,
      value,
      text: value === 0 ? strings.field.off : formatValue(value),
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
    <span class="visually-hidden" id="${id}-help">${help}</span>
  </div>`;
}
