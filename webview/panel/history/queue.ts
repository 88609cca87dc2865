import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

import type { RunEntry } from '../../../src/contracts/run-view';
import { iconButton } from '../../shared/icon-button';
import { icons } from '../../shared/icons';
import { disclosure } from '../controls/disclosure';
import type { Model } from '../model';
import { thumbnail } from '../pictures/pictures';
import { strings } from '../strings';

const { queue: words } = strings;

/** The queued runs, which can be reordered and removed. */
export function queueSection(model: Model): TemplateResult | typeof nothing {
  const { state, memory, act } = model;
  const waiting = state.queue.filter(({ removed }) => !removed);
  const removed = state.queue.length - waiting.length;
  if (state.queue.length === 0) return nothing;
  return html`<div class="queue">
    ${disclosure({
      heading: words.heading,
      badge: String(waiting.length),
      open: memory.queue,
      onToggle: (queue) => {
        act.remember({ queue });
      },
      content: () =>
        html`<ul class="queue-list">
          ${repeat(
            waiting,
            ({ id }) => id,
            (entry, index) => row(model, entry, index, waiting.length),
          )}
        </ul>`,
    })}
    ${
      removed > 0
        ? html`<div class="removed">
            <span>${words.removed(removed)}</span>
            <button type="button" class="link" @click=${act.on('restoreQueue')}>${words.undo}</button>
          </div>`
        : nothing
    }
    ${
      waiting.length === 0
        ? nothing
        : html`<div class="queue-foot">
            ${whyItWaits(model)}
            <button type="button" class="link" @click=${act.on('clearQueue')}>${words.clear}</button>
          </div>`
    }
  </div>`;
}

/** What the queue waits for, other than the current picture. */
function whyItWaits({ state, act }: Model): TemplateResult | typeof nothing {
  if (state.held) {
    return html`<span>${words.held}</span>
      <button type="button" class="link" @click=${act.on('continueQueue')}>${words.continue}</button>`;
  }
  return state.variants?.running ? html`<span>${words.afterVariants}</span>` : nothing;
}

function row({ act }: Model, entry: RunEntry, index: number, count: number): TemplateResult {
  const { id, label, styles } = entry;
  const move = (by: -1 | 1, title: string, isPossible: boolean) =>
    iconButton(
      by < 0 ? icons.up : icons.down,
      title,
      () => {
        act.send('moveRun', { id, by });
      },
      { disabled: !isPossible, run: id },
    );
  return html`<li class="queue-entry">
    ${thumbnail(entry)}
    <span class="card-text">
      <span class="name" title=${label}>${label}</span>
      <span class="secondary name">${styles.join(', ')}</span>
    </span>
    <span class="icon-buttons">
      ${move(-1, words.earlier(label), index > 0)} ${move(1, words.later(label), index < count - 1)}
      ${iconButton(icons.close, words.remove(label), act.onRun('removeRun', id))}
    </span>
  </li>`;
}
