import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';

import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';

import { iconButton } from '../../shared/icon-button';
import { icons } from '../../shared/icons';
import { formatValue, parseValue } from '../../shared/values/format';
import type { Model } from '../model';
import { strings } from '../strings';
import { described } from './described';
import { beginEditing, endEditing, settled } from './settled';

interface Valued extends EventTarget {
  value: string;
}

/** The element id for a recipe's key. */
export const idOf = (key: string) => key.replace(/\W/g, '-');

/** What every row with a setting has. */
export interface Field {
  /** The recipe's key, or a name for settings that are not in the recipe. */
  readonly key: string;
  readonly label: string;
  readonly help: string;
}

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly disabled?: boolean | undefined;
  readonly description?: string | undefined;
}

export interface SelectField extends Field {
  readonly value: string;
  readonly options: readonly Choice[];
  readonly onChange: (value: string) => void;
}

export function selectField(model: Model, field: SelectField): TemplateResult {
  const { key, label, help, value, options, onChange } = field;
  const id = idOf(key);
  const onSelect = (event: Event) => {
    const chosen = (event.currentTarget as unknown as Valued).value;
    if (chosen !== value) onChange(chosen);
  };
  return html`<div class="field" data-help=${help} data-key=${key}>
    <label for=${id}>${label}</label>
    <vscode-single-select
      id=${id}
      .label=${label}
      .value=${live(value)}
      @change=${onSelect}
      ${described(help)}
    >
      ${options.map(
        (option) =>
          html`<vscode-option
            value=${option.value}
            ?selected=${option.value === value}
            ?disabled=${option.disabled ?? false}
            description=${option.description ?? nothing}
            >${option.label}</vscode-option
          >`,
      )}
    </vscode-single-select>
    ${resetButton(model, key, label)}
  </div>`;
}

export interface NumberInput {
  readonly id: string;
  readonly label: string;
  readonly value: number;
  readonly help?: string;
  /** Gets numbers only. The host checks the range. */
  readonly onChange: (value: number) => void;
  /** The next value up (`1`) or down (`-1`) for the arrow keys. */
  readonly step: (value: number, direction: 1 | -1) => number;
}

/** A text field for a number. A native number field rejects half of `1e4`, and its arrow keys add instead of multiply. */
export function numberInput({ id, label, value, help, onChange, step }: NumberInput): TemplateResult {
  const text = formatValue(value);
  const onCommit = (event: Event) => {
    endEditing(event);
    const field = event.currentTarget as unknown as Valued;
    const typed = parseValue(field.value);
    if (typed === undefined) field.value = text;
    else if (formatValue(typed) !== text) onChange(typed);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    endEditing(event);
    const typed = parseValue((event.currentTarget as unknown as Valued).value) ?? value;
    onChange(step(typed, event.key === 'ArrowUp' ? 1 : -1));
  };
  return html`<vscode-textfield
    class="number"
    id=${id}
    .label=${label}
    .value=${settled(text)}
    @input=${beginEditing}
    @change=${onCommit}
    @blur=${endEditing}
    @keydown=${onKey}
    ${help === undefined ? nothing : described(help)}
  ></vscode-textfield>`;
}

export interface NumberField extends Field {
  readonly value: number;
  readonly allowed: (wanted: number) => number;
  readonly step: NumberInput['step'];
}

/** A number of the recipe that has no slider. */
export function numberField(model: Model, field: NumberField): TemplateResult {
  const { key, label, help, allowed } = field;
  const id = idOf(key);
  return html`<div class="field" data-help=${help} data-key=${key}>
    <label for=${id}>${label}</label>
    ${numberInput({
      id,
      label,
      help,
      value: model.drafts.read(key, field.value),
      onChange: (changed) => {
        model.act.change(key, allowed(changed));
      },
      step: (from, direction) => allowed(field.step(from, direction)),
    })}
    ${resetButton(model, key, label)}
  </div>`;
}

export interface TextField extends Field {
  readonly value: string;
}

export function textField(model: Model, field: TextField): TemplateResult {
  const { key, label, help } = field;
  const id = idOf(key);
  return html`<div class="field" data-help=${help} data-key=${key}>
    <label for=${id}>${label}</label>
    <vscode-textfield
      id=${id}
      .label=${label}
      .value=${settled(model.drafts.read(key, field.value))}
      @input=${beginEditing}
      @change=${(event: Event) => {
        endEditing(event);
        model.act.change(key, (event.currentTarget as unknown as Valued).value);
      }}
      @blur=${endEditing}
      ${described(help)}
    ></vscode-textfield>
    ${resetButton(model, key, label)}
  </div>`;
}

export interface CheckField extends Field {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  /** Why it is disabled, if it is. */
  readonly disabledBecause?: string | undefined;
}

export function checkField(model: Model, field: CheckField): TemplateResult {
  const { key, label, help, checked, disabledBecause } = field;
  const told = disabledBecause ?? help;
  return html`<div class="field check" data-help=${told} data-key=${key}>
    <vscode-checkbox
      .checked=${live(checked)}
      ?disabled=${disabledBecause !== undefined}
      @change=${(event: Event) => {
        field.onChange((event.currentTarget as unknown as { checked: boolean }).checked);
      }}
      ${described(told, disabledBecause !== undefined)}
      >${label}</vscode-checkbox
    >
    ${resetButton(model, key, label)}
  </div>`;
}

/** Restores the recipe's value. Shown only if the person has changed it. */
export function resetButton({ state, act }: Model, key: string, label: string): TemplateResult {
  const isChanged = state.changed.includes(key);
  return iconButton(
    icons.reset,
    strings.field.reset(label),
    () => {
      act.reset(key);
    },
    { kind: 'reset', hidden: !isChanged },
  );
}
