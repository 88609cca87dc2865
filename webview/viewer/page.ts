import { html, nothing, type TemplateResult } from 'lit';

import { keyHelp } from '../shared/stage/key-help';
import type { Model } from './model';
import { runLine } from './run-line/run-line';
import { referenceLabel, strings } from './strings';
import { toolbar } from './toolbar';

/** Renders the whole panel. */
export function page(model: Model): TemplateResult {
  const { comparison, against, canCompare, message, stage, isHelpOpen, state } = model;
  const hasLabels = canCompare && (comparison === 'swipe' || comparison === 'side-by-side');
  return html`${toolbar(model)}
    <main>
      ${stage}
      ${
        hasLabels
          ? html`<span class="tag left">${referenceLabel(against)}</span
              ><span class="tag ${comparison}"
                >${against ? strings.comparisons.result(state.run?.number ?? 1, []) : strings.stylized}</span
              >`
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
