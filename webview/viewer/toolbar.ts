import { html, nothing, type TemplateResult } from 'lit';

import { comparisons } from '../../src/protocol/panel';
import { formatPercent, formatSize } from '../shared/format';
import { icons } from '../shared/icons';
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
    ${compareGroup(model)} ${zoomGroup(model)}
    <button
      type="button"
      class="icon-button"
      title=${`${strings.help.button} (?)`}
      aria-label=${strings.help.button}
      aria-expanded=${String(model.isHelpOpen)}
      @click=${() => {
        model.act.showHelp(!model.isHelpOpen);
      }}
    >
      ${icons.help}
    </button>
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

function zoomGroup({ zoom, isFitted, act }: Model): TemplateResult {
  const words = strings.zoom;
  const button = (title: string, icon: TemplateResult, onClick: () => void, pressed?: boolean) =>
    html`<button
      type="button"
      class="icon-button"
      title=${title}
      aria-label=${title}
      aria-pressed=${pressed === undefined ? nothing : String(pressed)}
      @click=${onClick}
    >
      ${icon}
    </button>`;
  return html`<div class="group" role="group" aria-label=${words.label}>
    ${button(words.out, icons.zoomOut, () => {
      act.zoomStep(-1);
    })}
    <button
      type="button"
      class="text-button zoom"
      title=${`${words.actual} (1)`}
      aria-label=${`${words.actual}. ${words.label}: ${formatPercent(zoom)}`}
      @click=${() => {
        act.actualSize();
      }}
    >
      ${formatPercent(zoom)}
    </button>
    ${button(words.in, icons.zoomIn, () => {
      act.zoomStep(1);
    })}
    ${button(
      `${words.fit} (F)`,
      icons.fit,
      () => {
        act.fit();
      },
      isFitted,
    )}
  </div>`;
}
