import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

import type { PictureView } from '../../../src/contracts/run-view';
import { iconButton } from '../../shared/icon-button';
import { icons } from '../../shared/icons';
import type { Actions } from '../actions';
import { strings } from '../strings';

const { batch: words } = strings;

/** The pictures that are painted one after the other with the same settings. */
export function batchList(batch: readonly PictureView[], act: Actions): TemplateResult | typeof nothing {
  if (batch.length === 0) return nothing;
  return html`<ul class="batch" aria-label=${words.heading(batch.length)}>
      ${repeat(
        batch,
        ({ uri }) => uri,
        ({ uri, name }) =>
          html`<li>
            <span class="name" title=${name}>${name}</span>
            ${iconButton(icons.close, words.drop(name), () => {
              act.send('dropFromBatch', { uri });
            })}
          </li>`,
      )}
    </ul>
    <p class="secondary">${words.saved}</p>`;
}
