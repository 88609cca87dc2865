import { html, type TemplateResult } from 'lit';

import type { StylizeError } from '../../src/channel/errors';
import { icons } from './icons';

/** In place of a view, when the host has not told its state. */
export function failure(
  error: StylizeError,
  words: { readonly failedToLoad: string; readonly retry: string },
  onRetry: () => void,
): TemplateResult {
  return html`<main>
    <div class="notice error" role="alert">
      ${icons.error}
      <div>
        <div class="notice-text">${words.failedToLoad} ${error.message}</div>
        <button type="button" class="link" @click=${onRetry}>${words.retry}</button>
      </div>
    </div>
  </main>`;
}
