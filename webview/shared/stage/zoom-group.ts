import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';

import { iconButton } from '../icon-button';
import { icons } from '../icons';
import { formatPercent } from '../values/format';

export interface ZoomGroup {
  readonly zoom: number;
  readonly isFitted: boolean;
  readonly step: (direction: 1 | -1) => void;
  readonly actualSize: () => void;
  readonly fit: () => void;
}

const words = {
  label: l10n.t('Zoom'),
  in: l10n.t('Zoom in'),
  out: l10n.t('Zoom out'),
  fit: l10n.t('Fit'),
  actual: l10n.t('Actual size'),
};

/** The zoom of a picture in an editor panel. */
export function zoomGroup({ zoom, isFitted, step, actualSize, fit }: ZoomGroup): TemplateResult {
  return html`<div class="group" role="group" aria-label=${words.label}>
    ${iconButton(icons.zoomOut, words.out, () => {
      step(-1);
    })}
    <button
      type="button"
      class="text-button zoom"
      title=${`${words.actual} (1)`}
      aria-label=${`${words.actual}. ${words.label}: ${formatPercent(zoom)}`}
      @click=${actualSize}
    >
      ${formatPercent(zoom)}
    </button>
    ${iconButton(icons.zoomIn, words.in, () => {
      step(1);
    })}
    ${iconButton(icons.fit, `${words.fit} (F)`, fit, { pressed: isFitted })}
  </div>`;
}
