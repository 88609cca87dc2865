import { html, nothing, type TemplateResult } from 'lit';

import { iconButton } from '../../shared/icon-button';
import { icons } from '../../shared/icons';
import { inWords } from '../../shared/language';
import type { Model } from '../model';
import { strings } from '../strings';

const { engine: words } = strings;

/** The state of the engine process, with buttons for its log and a restart. The icon's shape shows the state, too. */
export function engineLine({ state, act }: Model): TemplateResult {
  const { state: name } = state.engine;
  const detail = inWords(state.engine.detail);
  const isFailed = name === 'failed';
  return html`<div class="engine ${isFailed ? 'failed' : ''}" role="group" aria-label=${words.label}>
    ${isFailed ? icons.error : html`<span class="engine-dot ${name}" aria-hidden="true"></span>`}
    <span class="engine-text" title=${detail || nothing}
      >${isFailed ? html`<strong>${words.states[name]}</strong>` : words.states[name]}${detail ? html`<span class="secondary"> · ${detail}</span>` : nothing}</span
    >
    ${iconButton(icons.restart, words.restart, act.on('restartEngine'), { disabled: name === 'starting' || name === 'restarting' })}
    ${iconButton(icons.log, words.log, act.on('showLog'))}
  </div>`;
}
