import { html, type TemplateResult } from 'lit';

import { iconButton } from '../icon-button';
import { icons } from '../icons';

export interface KeyHelp {
  readonly button: string;
  readonly close: string;
  /** Keys, and what they do. */
  readonly rows: readonly (readonly [string, string])[];
}

/** What keyboard and mouse do in an editor panel, over its picture. */
export function keyHelp(words: KeyHelp, onClose: () => void): TemplateResult {
  return html`<div class="help" role="region" aria-label=${words.button}>
    <div class="help-heading">
      <h2>${words.button}</h2>
      ${iconButton(icons.close, words.close, onClose)}
    </div>
    <dl>
      ${words.rows.map(
        ([keys, effect]) =>
          html`<dt>${keys}</dt>
            <dd>${effect}</dd>`,
      )}
    </dl>
  </div>`;
}

/** Opens and closes it. */
export function keyHelpButton(
  words: KeyHelp,
  isOpen: boolean,
  onToggle: (open: boolean) => void,
): TemplateResult {
  return iconButton(
    icons.help,
    `${words.button} (?)`,
    () => {
      onToggle(!isOpen);
    },
    { label: words.button, expanded: isOpen },
  );
}
