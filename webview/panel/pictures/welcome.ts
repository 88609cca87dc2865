import '@vscode-elements/elements/dist/vscode-button/index.js';

import { html, type TemplateResult } from 'lit';

import { icons } from '../../shared/icons';
import type { Model } from '../model';
import { strings } from '../strings';
import { dropZone } from './drop';

/** The panel before anything is chosen. */
export function welcome({ act }: Model): TemplateResult {
  return html`<section class="welcome" ${dropZone('content', act)}>
    <p>${strings.welcome.text}</p>
    <vscode-button
      block
      @click=${() => {
        act.send('browse', { slot: 'content' });
      }}
      ><span slot="content-before">${icons.image}</span>${strings.welcome.choose}</vscode-button
    >
    <vscode-button block secondary @click=${act.on('trySample')}
      ><span slot="content-before">${icons.sparkle}</span>${strings.welcome.sample}</vscode-button
    >
    <p class="secondary">${strings.welcome.dropHint}</p>
  </section>`;
}
