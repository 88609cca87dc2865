import { html, type TemplateResult } from 'lit';

import { strings } from './strings';

/*
 * One line at the panel's foot explains the option that is pointed at or focused: it is in view wherever the panel is
 * scrolled to, and no row has to move for it. What it says is not part of the rendered state: lit's text is only hidden
 * behind it.
 */

export function helpLine(): TemplateResult {
  return html`<p class="secondary help-line" aria-hidden="true">${strings.idleHelp}</p>`;
}

/** Of the row that an event comes from, which has its help in `data-help`. For `pointerover` and `focusin`. */
export function showHelp(event: Event): void {
  const row = (event.target as Element).closest<HTMLElement>('[data-help]');
  const line = lineIn(event);
  if (!line || !row) return;
  line.dataset['text'] = row.dataset['help'];
  line.dataset['key'] = row.dataset['key'] ?? '';
}

/** For `pointerleave` and `focusout`: what has the focus keeps its help. */
export function hideHelp(event: Event): void {
  const line = lineIn(event);
  if (!line || (event.currentTarget as Element).querySelector(':focus-visible')) return;
  delete line.dataset['text'];
  delete line.dataset['key'];
}

const lineIn = (event: Event) =>
  (event.currentTarget as Element).ownerDocument.querySelector<HTMLElement>('.help-line');
