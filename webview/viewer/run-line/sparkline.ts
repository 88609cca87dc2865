import { html, nothing, svg, type TemplateResult } from 'lit';

import type { LossPoint } from '../../../src/contracts/run-view';
import { formatLoss } from '../../shared/values/format';
import { strings } from '../strings';
import { sparklinePoints } from './sparkline-points';

export function sparkline(points: readonly LossPoint[]): TemplateResult | typeof nothing {
  const last = points.at(-1);
  if (!last || points.length < 2) return nothing;
  return html`<span class="loss">
    <svg class="sparkline" viewBox="0 -8 100 116" preserveAspectRatio="none" aria-hidden="true">
      ${svg`<polyline points=${sparklinePoints(points)} />`}
    </svg>
    <span class="secondary">${strings.run.loss} ${formatLoss(last.total)}</span>
  </span>`;
}
