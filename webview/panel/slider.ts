import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';

import { cssVariables } from '../shared/css-variables';
import { formatValue } from '../shared/format';
import { clamp, type SliderScale } from '../shared/slider-scale';
import { idOf, numberInput, resetButton, type Field } from './fields';
import type { Model } from './model';
import { strings } from './strings';

export interface RangeOptions {
  readonly id?: string;
  readonly label: string;
  readonly scale: SliderScale;
  readonly value: number;
  /** What a screen reader says for the value: the position says nothing. */
  readonly text: string;
  readonly describedBy?: string | undefined;
  readonly onInput: (value: number) => void;
  readonly onDoubleClick?: (() => void) | undefined;
}

/** A native range input, filled up to its thumb. */
export function range(options: RangeOptions): TemplateResult {
  const { scale, value, label, text } = options;
  const position = scale.toPosition(value);
  return html`<input
    type="range"
    id=${options.id ?? nothing}
    min="0"
    max=${scale.steps}
    step="1"
    .value=${live(String(position))}
    aria-label=${label}
    aria-valuetext=${text}
    aria-describedby=${options.describedBy ?? nothing}
    ${cssVariables({ '--fill': `${(100 * position) / scale.steps}%` })}
    @input=${(event: Event) => {
      options.onInput(scale.toValue(Number((event.currentTarget as HTMLInputElement).value)));
    }}
    @dblclick=${options.onDoubleClick ?? nothing}
  />`;
}

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
