import '@vscode-elements/elements/dist/vscode-option/index.js';
import '@vscode-elements/elements/dist/vscode-single-select/index.js';

import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';

import { formatSize } from '../../src/contracts/amounts';
import { comparisons } from '../../src/contracts/viewer';
import { icons } from '../shared/icons';
import { translated } from '../shared/language';
import { keyHelpButton } from '../shared/stage/key-help';
import { zoomGroup } from '../shared/stage/zoom-group';
import type { Comparison } from './memory';
import type { Model } from './model';
import { strings } from './strings';

const comparisonIcons = {
  result: icons.result,
  swipe: icons.swipe,
  'side-by-side': icons.sideBySide,
  difference: icons.difference,
} satisfies Record<Comparison, TemplateResult>;

export function toolbar(model: Model): TemplateResult {
  const { state } = model;
  const { name, run } = state;
  const { width, height } = run ?? {};
  const size = width !== undefined && height !== undefined ? [formatSize(width, height)] : [];
  const facts = [...(run ? [...run.styles, run.recipe] : []).map(translated), ...size].join(' · ');
  return html`<header>
    <h1 title=${name}>${name || strings.title}</h1>
    <span class="secondary facts" title=${facts}>${facts}</span>
    ${compareGroup(model)} ${compareWith(model)}
    ${zoomGroup({
      zoom: model.zoom,
      isFitted: model.isFitted,
      step: model.act.zoomStep,
      actualSize: model.act.actualSize,
      fit: model.act.fit,
    })}
    ${keyHelpButton(strings.help, model.isHelpOpen, model.act.showHelp)}
  </header>`;
}

function compareGroup({ comparison, canCompare, act }: Model): TemplateResult {
  const { names, keys, label, unavailable } = strings.comparisons;
  return html`<div class="group segments" role="group" aria-label=${label}>
    ${comparisons.map((name) => {
      const isDisabled = name !== 'result' && !canCompare;
      return html`<button
        type="button"
        class="segment"
        aria-pressed=${String(name === comparison)}
        aria-label=${names[name]}
        aria-keyshortcuts=${keys[name]}
        ?disabled=${isDisabled}
        title=${isDisabled ? unavailable : `${names[name]} (${keys[name]})`}
        @click=${() => {
          act.compare(name);
        }}
      >
        ${comparisonIcons[name]}<span class="segment-label">${names[name]}</span>
      </button>`;
    })}
  </div>`;
}

/** Asks what to compare with, where there is more than the original. */
function compareWith({ state, against, act }: Model): TemplateResult | typeof nothing {
  if (state.others.length === 0) return nothing;
  const { with: label, original, result } = strings.comparisons;
  const options = [
    { value: '', label: original },
    ...state.others.map(({ id, number, styles }) => ({ value: id, label: result(number, styles) })),
  ];
  const chosen = against?.id ?? '';
  return html`<vscode-single-select
    class="compare-with"
    title=${label}
    .label=${label}
    .value=${live(chosen)}
    @change=${({ currentTarget }: Event) => {
      const { value } = currentTarget as unknown as { readonly value: string };
      if (value !== chosen) act.compareWith(value === '' ? undefined : value);
    }}
  >
    ${options.map(
      ({ value, label: text }) =>
        html`<vscode-option value=${value} ?selected=${value === chosen}>${text}</vscode-option>`,
    )}
  </vscode-single-select>`;
}
