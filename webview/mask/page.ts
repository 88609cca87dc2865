import '@vscode-elements/elements/dist/vscode-button/index.js';

import { html, nothing, type TemplateResult } from 'lit';

import { iconButton } from '../shared/icon-button';
import { icons } from '../shared/icons';
import { keyHelp, keyHelpButton } from '../shared/stage/key-help';
import { zoomGroup } from '../shared/stage/zoom-group';
import { formatPercent } from '../shared/values/format';
import type { Model } from './model';
import { strings } from './strings';
import { styleGroup } from './toolbar/style-group';
import { toolbar } from './toolbar/toolbar';

/** The whole editor panel for masks, of the host's state and what is painted. */
export function page(model: Model): TemplateResult {
  const { content, styles, message, isHelpOpen, stage, act } = model;
  return html`<header>
      <h1 class="visually-hidden">${strings.title} ${content?.name}</h1>
      ${styleGroup(model)}
      ${zoomGroup({
        zoom: model.zoom,
        isFitted: model.isFitted,
        step: act.zoomStep,
        actualSize: act.actualSize,
        fit: act.fit,
      })}
      ${keyHelpButton(strings.help, isHelpOpen, act.showHelp)}
    </header>
    ${toolbar(model)}
    <main>
      ${stage}
      ${
        message === undefined
          ? nothing
          : html`<p class="message">
              ${message}
              ${
                content && styles.length > 0
                  ? nothing
                  : html`<button type="button" class="link" @click=${act.showPanel}>
                      ${strings.showPanel}
                    </button>`
              }
            </p>`
      }
      ${
        isHelpOpen
          ? keyHelp(strings.help, () => {
              act.showHelp(false);
            })
          : nothing
      }
    </main>
    ${footer(model)}`;
}

function footer(model: Model): TemplateResult {
  const { style, length, notice, act } = model;
  const canLoad = length !== undefined && style !== undefined;
  const canSave = canLoad && style.coverage !== undefined;
  return html`<footer>
    <div class="mask-line">
      <span>${whatIsPainted(model)}</span>
      <span class="mask-end">
        ${notice === undefined ? nothing : html`<span class="secondary">${notice}</span>`}
        ${iconButton(icons.sliders, strings.showPanel, act.showPanel)}
        <vscode-button secondary title=${strings.loadHelp} ?disabled=${!canLoad} @click=${act.load}
          >${strings.load}</vscode-button
        >
        <vscode-button secondary title=${strings.saveAsHelp} ?disabled=${!canSave} @click=${act.saveAs}
          >${strings.saveAs}</vscode-button
        >
      </span>
    </div>
  </footer>`;
}

function whatIsPainted({ style, styles, length }: Model): string {
  if (!style || length === undefined) return '';
  if (style.coverage !== undefined) return strings.covers(style.name, formatPercent(style.coverage));
  const isRest = styles.some(({ coverage }) => coverage !== undefined);
  return isRest ? strings.rest(style.name) : strings.everywhere(style.name);
}
