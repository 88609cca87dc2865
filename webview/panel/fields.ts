import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';

import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';

import { formatValue, parseValue } from '../shared/format';
import { icons } from '../shared/icons';
import type { Model } from './model';
import { beginEditing, endEditing, settled } from './settled';
import { strings } from './strings';

interface Valued extends EventTarget {
  value: string;
}

/** An identifier for `for` and `aria-describedby`, of a recipe's key. */
export const idOf = (key: string) => key.replace(/\W/g, '-');

export interface Option {
  readonly value: string;
  readonly label: string;
  readonly disabled?: boolean | undefined;
  readonly description?: string | undefined;
}

export interface SelectField {
  readonly key: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly Option[];
  readonly onChange: (value: string) => void;
}

export function selectField({ key, label, value, options, onChange }: SelectField): TemplateResult {
  const id = idOf(key);
  const onSelect = (event: Event) => {
    const chosen = (event.currentTarget as unknown as Valued).value;
    if (chosen !== value) onChange(chosen);
  };
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <vscode-single-select id=${id} .label=${label} .value=${live(value)} @change=${onSelect}>
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
  </div>`;
}

export interface NumberInput {
  readonly id: string;
  readonly label: string;
  readonly value: number;
  readonly describedBy?: string | undefined;
  /** Told of numbers only; whether one is in range the host judges. */
  readonly onChange: (value: number) => void;
  /** The next value up (`1`) or down (`-1`) for the arrow keys. */
  readonly step: (value: number, direction: 1 | -1) => number;
}

/** A text field for a number: a native one would refuse `1e4` half typed, and its arrows add where we multiply. */
export function numberInput({ id, label, value, onChange, step }: NumberInput): TemplateResult {
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
  ></vscode-textfield>`;
}

/** A labelled number of the recipe that has no slider. */
export function numberField(
  model: Model,
  key: string,
  label: string,
  value: number,
  limits: { readonly minimum: number; readonly maximum?: number; readonly step?: number },
): TemplateResult {
  const id = idOf(key);
  const { minimum, maximum = Infinity, step = 1 } = limits;
  const within = (wanted: number) => Math.min(Math.max(wanted, minimum), maximum);
  return html`<div class="field">
    <label for=${id}>${label}</label>
    ${numberInput({
      id,
      label,
      value: model.drafts.read(key, value),
      onChange: (changed) => {
        model.act.change(key, within(changed));
      },
      step: (from, direction) => within(Number((from + direction * step).toFixed(6))),
    })}
  </div>`;
}

/** A choice of the recipe's. */
export function choiceField<T extends string>(
  model: Model,
  key: string,
  label: string,
  value: T,
  labels: Readonly<Record<T, string>>,
): TemplateResult {
  return selectField({
    key,
    label,
    value: model.drafts.read(key, value),
    options: (Object.keys(labels) as T[]).map((name) => ({ value: name, label: labels[name] })),
    onChange: (chosen) => {
      model.act.change(key, chosen);
    },
  });
}

export function checkField(
  label: string,
  checked: boolean,
  onChange: (checked: boolean) => void,
  disabledBecause?: string,
): TemplateResult {
  return html`<div class="field wide">
    <vscode-checkbox
      .checked=${live(checked)}
      ?disabled=${disabledBecause !== undefined}
      title=${disabledBecause ?? nothing}
      @change=${(event: Event) => {
        onChange((event.currentTarget as unknown as { checked: boolean }).checked);
      }}
      >${label}</vscode-checkbox
    >
  </div>`;
}

/** Shown only where the person has changed the value: it takes it back. */
export function resetButton(model: Model, key: string, label: string): TemplateResult {
  const isChanged = model.state.changed.includes(key);
  return html`<button
    class="icon-button reset"
    type="button"
    ?hidden=${!isChanged}
    title=${strings.field.reset(label)}
    aria-label=${strings.field.reset(label)}
    @click=${() => {
      model.act.reset(key);
    }}
  >
    ${icons.reset}
  </button>`;
}
