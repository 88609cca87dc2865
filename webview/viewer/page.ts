import { html, nothing, type TemplateResult } from 'lit';

import { keyHelp } from '../shared/key-help';
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
      ${
        isHelpOpen
          ? keyHelp(strings.help, () => {
              model.act.showHelp(false);
            })
          : nothing
      }
    </main>
    ${runLine(model)}`;
}
