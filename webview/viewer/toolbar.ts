import { html, type TemplateResult } from 'lit';

import { comparisons } from '../../src/protocol/panel';
import { formatSize } from '../shared/format';
import { icons } from '../shared/icons';
import { keyHelpButton } from '../shared/key-help';
import { zoomGroup } from '../shared/zoom-group';
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
  const { name, recipe, width, height } = state;
  const size = width !== undefined && height !== undefined ? [formatSize(width, height)] : [];
  return html`<header>
    <h1 title=${name}>${name || strings.title}</h1>
    <span class="secondary facts">${[recipe, ...size].filter((fact) => fact !== '').join(' · ')}</span>
    ${compareGroup(model)}
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
