import { html, nothing, type TemplateResult } from 'lit';

import { cssVariables } from '../../shared/css-variables';
import { formatPercent } from '../../shared/values/format';
import type { Model } from '../model';
import { strings } from '../strings';

/** The styles, each in the colour of its region: one of them is painted. */
export function styleGroup({ styles, style: chosen, act }: Model): TemplateResult {
  return html`<div class="group segments styles" role="group" aria-label=${strings.styles}>
    ${styles.map(({ uri, name, thumbnail, color, coverage }) => {
      const percent = coverage === undefined ? undefined : formatPercent(coverage);
      return html`<button
        type="button"
        class="segment style"
        aria-pressed=${String(uri === chosen?.uri)}
        aria-label=${strings.style(name, percent)}
        title=${strings.style(name, percent)}
        @click=${() => {
          act.choose(uri);
        }}
      >
        <span class="swatch ${coverage === undefined ? 'empty' : ''}" ${cssVariables({ '--color': color })}
          >${thumbnail === undefined ? nothing : html`<img src=${thumbnail} alt="" draggable="false" />`}</span
        >
        <span class="style-name">${name}</span>
      </button>`;
    })}
  </div>`;
}
