import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

import { formatSize } from '../../../src/contracts/amounts';
import type { RunEntry } from '../../../src/contracts/run-view';
import { iconButton } from '../../shared/icon-button';
import { icons } from '../../shared/icons';
import { errorInWords } from '../../shared/language';
import { formatAgo, formatDuration, formatPercent } from '../../shared/values/format';
import { disclosure } from '../controls/disclosure';
import type { Model } from '../model';
import { thumbnail } from '../pictures/pictures';
import { strings } from '../strings';

const { history: words } = strings;

/** The ended runs. */
export function historySection(model: Model): TemplateResult {
  const { state, memory, act } = model;
  const count = state.history.filter(({ removed }) => !removed).length;
  return disclosure({
    heading: words.heading,
    badge: count > 0 ? String(count) : undefined,
    open: memory.history,
    onToggle: (history) => {
      act.remember({ history });
    },
    content: () =>
      state.history.length === 0
        ? html`<p class="secondary">${words.empty}</p>`
        : html`<ul class="history">
            ${repeat(
              state.history,
              ({ id }) => id,
              (entry) => (entry.removed ? removedRow(model, entry) : row(model, entry)),
            )}
          </ul>`,
  });
}

/** Takes the place of a removed row, so that no other row slides under the pointer. */
function removedRow({ act }: Model, { id, label }: RunEntry): TemplateResult {
  return html`<li class="history-entry removed">
    <span class="name">${words.removed(label)}</span>
    <button
      type="button"
      class="link"
      data-run=${id}
      title=${words.undoHelp(label)}
      @click=${act.onRun('restoreRun', id)}
    >
      ${words.undo}
    </button>
  </li>`;
}

function row({ act }: Model, entry: RunEntry): TemplateResult {
  const { id, label, styles, result, error, canResume } = entry;
  const action = (name: RowAction, icon: unknown, title: string) =>
    iconButton(icon, title, act.onRun(name, id), { run: id });
  const text = html`${thumbnail(entry)}
    <span class="card-text">
      <span class="name">${label} ${mark(entry)}</span>
      <span class="secondary name" title=${styles.join(', ')}>${styles.join(', ')}</span>
      <span class="secondary">${error ? errorInWords(error).message : facts(entry)}</span>
    </span>`;
  return html`<li class="history-entry">
    ${
      result
        ? html`<button
            type="button"
            class="history-open"
            title=${words.open(result.saved ? result.name : label)}
            @click=${act.onRun('openRun', id)}
          >
            ${text}
          </button>`
        : html`<div class="history-open">${text}</div>`
    }
    <span class="icon-buttons">
      ${result && !result.saved ? action('saveRun', icons.save, words.save(label)) : nothing}
      ${
        canResume
          ? action('resumeRun', icons.play, words.resume(label))
          : result
            ? html`${action('finishLarger', icons.larger, words.larger(label))}
              ${action('moreIterations', icons.more, words.more(label))}`
            : action('repeatRun', icons.restart, words.repeat(label))
      }
      ${action('reuseRun', icons.reuse, words.reuse(label))}
      ${action('removeRun', icons.trash, canResume ? words.discard(label) : words.remove(label))}
    </span>
  </li>`;
}

type RowAction =
  'saveRun' | 'resumeRun' | 'finishLarger' | 'moreIterations' | 'repeatRun' | 'reuseRun' | 'removeRun';

/** The state of a run at a glance. */
function mark({ state, result }: RunEntry): TemplateResult | typeof nothing {
  const isPlain = state === 'done' || state === 'stopped' || state === 'interrupted';
  const texts = [
    ...(isPlain ? [] : [strings.run.states[state]]),
    ...(result && !result.saved ? [words.unsaved] : []),
  ];
  return html`${texts.map((text) => html`<span class="mark ${state}">${text}</span>`)}`;
}

function facts({ state, endedAt = 0, width, height, recipe, seconds, fraction }: RunEntry): string {
  return [
    ...(state === 'interrupted' ? [words.interrupted(formatPercent(fraction))] : []),
    formatAgo(endedAt, Date.now()),
    ...(width !== undefined && height !== undefined ? [formatSize(width, height)] : []),
    recipe,
    formatDuration(seconds),
  ].join(' · ');
}
