import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

import { formatAgo, formatDuration, formatSize } from '../shared/format';
import { icons } from '../shared/icons';
import { disclosure } from './disclosure';
import type { Model } from './model';
import { thumbnail } from './pictures';
import { strings } from './strings';

export function historySection({ state, memory, act }: Model): TemplateResult {
  const { history } = state;
  return disclosure({
    heading: strings.history.heading,
    badge: history.length > 0 ? String(history.length) : undefined,
    open: memory.history,
    onToggle: (open) => {
      act.remember({ history: open });
    },
    content: () =>
      history.length === 0
        ? html`<p class="secondary">${strings.history.empty}</p>`
        : html`<ul class="history">
            ${repeat(
              history,
              ({ id }) => id,
              (entry) => {
                const facts = [
                  formatAgo(entry.finishedAt, Date.now()),
                  formatSize(entry.width, entry.height),
                  entry.recipe,
                  formatDuration(entry.seconds),
                ].join(' · ');
                return html`<li class="history-entry">
                  <button
                    type="button"
                    class="history-open"
                    title=${strings.history.open(entry.name)}
                    @click=${() => {
                      act.send('openHistory', { id: entry.id });
                    }}
                  >
                    ${thumbnail(entry)}
                    <span class="card-text">
                      <span class="name">${entry.name}</span>
                      <span class="secondary">${facts}</span>
                    </span>
                  </button>
                  <button
                    type="button"
                    class="icon-button"
                    title=${strings.history.reuse(entry.name)}
                    aria-label=${strings.history.reuse(entry.name)}
                    @click=${() => {
                      act.send('reuseHistory', { id: entry.id });
                    }}
                  >
                    ${icons.reuse}
                  </button>
                  <button
                    type="button"
                    class="icon-button"
                    title=${strings.history.remove(entry.name)}
                    aria-label=${strings.history.remove(entry.name)}
                    @click=${() => {
                      act.send('removeHistory', { id: entry.id });
                    }}
                  >
                    ${icons.trash}
                  </button>
                </li>`;
              },
            )}
          </ul>`,
  });
}
