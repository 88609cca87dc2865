import { html, nothing, type TemplateResult } from 'lit';

import { formatSize } from '../../../src/contracts/amounts';
import type { Choice } from '../../../src/contracts/engine';
import { icons } from '../../shared/icons';
import { formatMemory, formatPrediction } from '../../shared/values/format';
import type { Model } from '../model';
import { strings } from '../strings';

const { forecast: words } = strings;

/** What the next run needs, above its button. If that is too much, what to do instead. */
export function forecastLine(model: Model): TemplateResult | typeof nothing {
  const { forecast } = model.state;
  if (!forecast) return nothing;
  const { width, height, estimate } = forecast;
  const { bytes, seconds, budget, tile, concerns, choices } = estimate;
  const needs = words.needs(formatSize(width, height), formatMemory(bytes), formatPrediction(seconds));
  const sentences = [needs, ...(tile === undefined ? [] : [words.tiles(tile)])];
  if (concerns.length === 0) return html`<p class="secondary forecast">${sentences.join(' ')}</p>`;
  const whys = [
    ...(concerns.includes('memory') && budget !== undefined ? [words.tooMuch(formatMemory(budget))] : []),
    ...(concerns.includes('time') ? [words.tooLong] : []),
  ];
  return html`<div class="note forecast" role="group" aria-label=${words.label}>
    ${icons.warning}
    <div class="notice-body">
      <p>${[...sentences, ...whys].join(' ')}</p>
      <div class="links">${choices.map((choice) => choiceButton(model, choice))}</div>
    </div>
  </div>`;
}

function choiceButton({ state, act }: Model, choice: Choice): TemplateResult {
  const { kind, settings, device, memoryBytes, bytes, seconds, width, height } = choice;
  const label = words.choices[kind]({
    size: settings['size'] ?? formatSize(width, height),
    iterations: settings['iterations'] ?? '',
    network: titleOf(state.networks, 'name', settings['network']),
    device: titleOf(state.devices, 'id', device),
    memory: formatMemory(memoryBytes ?? bytes),
  });
  return html`<button
    type="button"
    class="link"
    @click=${() => {
      act.send('applyChoice', { choice });
    }}
  >
    ${label} (${formatMemory(bytes)}, ${formatPrediction(seconds)})
  </button>`;
}

function titleOf<K extends 'name' | 'id'>(
  all: readonly (Readonly<Record<K, string>> & { readonly title: string })[],
  key: K,
  wanted: string | number | undefined,
): string {
  return all.find((each) => each[key] === wanted)?.title ?? String(wanted ?? '');
}
