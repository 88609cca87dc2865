import { html, nothing, type TemplateResult } from 'lit';

import type { StylizeError } from '../../src/protocol/errors';
import { icons } from '../shared/icons';
import type { Model } from './model';
import { runLine } from './run-line';
import { strings } from './strings';
import { toolbar } from './toolbar';

/** The whole panel, of the host's state. */
export function page(model: Model): TemplateResult {
  const { comparison, canCompare, message, stage, isHelpOpen } = model;
  const hasLabels = canCompare && (comparison === 'swipe' || comparison === 'side-by-side');
  return html`${toolbar(model)}
    <main>
      ${stage}
      ${
        hasLabels
          ? html`<span class="tag left">${strings.original}</span
              ><span class="tag ${comparison}">${strings.stylized}</span>`
          : nothing
      }
      ${message === undefined ? nothing : html`<p class="message">${message}</p>`}
      ${isHelpOpen ? help(model) : nothing}
    </main>
    ${runLine(model)}`;
}

function help({ act }: Model): TemplateResult {
  return html`<div class="help" role="region" aria-label=${strings.help.button}>
    <div class="help-heading">
      <h2>${strings.help.button}</h2>
      <button
        type="button"
        class="icon-button"
        title=${strings.help.close}
        aria-label=${strings.help.close}
        @click=${() => {
          act.showHelp(false);
        }}
      >
        ${icons.close}
      </button>
    </div>
    <dl>
      ${strings.help.rows.map(
        ([keys, effect]) =>
          html`<dt>${keys}</dt>
            <dd>${effect}</dd>`,
      )}
    </dl>
  </div>`;
}

/** In place of the panel, when the host has not told its state. */
export function failure(error: StylizeError, onRetry: () => void): TemplateResult {
  return html`<main>
    <div class="notice error" role="alert">
      ${icons.error}
      <div>
        <div class="notice-text">${strings.failedToLoad} ${error.message}</div>
        <button type="button" class="link" @click=${onRetry}>${strings.retry}</button>
      </div>
    </div>
  </main>`;
}
