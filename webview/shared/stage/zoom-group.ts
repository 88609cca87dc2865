import { html, nothing, type TemplateResult } from 'lit';

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
  label: 'Zoom',
  in: 'Zoom in',
  out: 'Zoom out',
  fit: 'Fit',
  actual: 'Actual size',
};

/** The zoom of a picture in an editor panel. */
export function zoomGroup({ zoom, isFitted, step, actualSize, fit }: ZoomGroup): TemplateResult {
  const button = (title: string, icon: TemplateResult, onClick: () => void, pressed?: boolean) =>
    html`<button
      type="button"
      class="icon-button"
      title=${title}
      aria-label=${title}
      aria-pressed=${pressed === undefined ? nothing : String(pressed)}
      @click=${onClick}
    >
      ${icon}
    </button>`;
  return html`<div class="group" role="group" aria-label=${words.label}>
    ${button(words.out, icons.zoomOut, () => {
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
    ${button(words.in, icons.zoomIn, () => {
      step(1);
    })}
    ${button(`${words.fit} (F)`, icons.fit, fit, isFitted)}
  </div>`;
}
