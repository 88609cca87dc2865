import '@vscode-elements/elements/dist/vscode-button/index.js';

import { html, nothing, type TemplateResult } from 'lit';

import type { VariantsView } from '../../../src/contracts/panel';
import { needsStyle } from '../../../src/recipe/recipe';
import { iconButton } from '../../shared/icon-button';
import { icons } from '../../shared/icons';
import { isActive } from '../../shared/runs/run-status';
import type { Model } from '../model';
import { strings } from '../strings';

const { variants: words } = strings;

/** Small pictures of other settings, to choose by eye. */
export function variantsSection(model: Model): TemplateResult {
  const { variants } = model.state;
  return html`<section aria-labelledby="variants-heading" class="variants">
    <h2 id="variants-heading">${words.heading}${variants ? headingActions(model, variants) : nothing}</h2>
    ${
      variants
        ? html`<ul class="variant-grid">
              ${variants.entries.map((entry) => tile(model, entry))}
            </ul>
            <p class="secondary">${words.hint}</p>`
        : nothing
    }
    ${variants?.running ? cancelButton(model) : tryButton(model, variants)}
  </section>`;
}

function headingActions({ act }: Model, { canUndo, running }: VariantsView): TemplateResult {
  return html`<span class="heading-actions">
    ${
      canUndo
        ? html`<button type="button" class="text-button" title=${words.undoHelp} @click=${act.on('undo')}>
            ${icons.reset}${words.undo}
          </button>`
        : nothing
    }
    ${running ? nothing : iconButton(icons.close, words.close, act.on('closeVariants'))}
  </span>`;
}

function tile({ act }: Model, entry: VariantsView['entries'][number]): TemplateResult {
  const [title, detail] = words.names[entry.name];
  const isThere = entry.state === 'done';
  return html`<li>
    <button
      type="button"
      class="variant ${entry.state}"
      aria-pressed=${isThere ? String(entry.chosen) : nothing}
      aria-label=${isThere ? words.adopt(title, detail) : words.missing(title, words.states[entry.state])}
      title=${isThere ? words.adopt(title, detail) : words.states[entry.state]}
      ?disabled=${!isThere}
      @click=${() => {
        act.send('adoptVariant', { name: entry.name });
      }}
    >
      ${
        entry.thumbnail === undefined
          ? html`<span class="variant-picture">${entry.state === 'failed' ? icons.error : nothing}</span>`
          : html`<img class="variant-picture" src=${entry.thumbnail} alt="" draggable="false" />`
      }
      <span class="variant-title">${title}</span>
      <span class="secondary">${detail}</span>
    </button>
  </li>`;
}

function tryButton({ act, state, run }: Model, variants: VariantsView | undefined): TemplateResult {
  const isReady =
    state.content !== undefined &&
    (state.styles.length > 0 || (state.recipe !== undefined && !needsStyle(state.recipe))) &&
    !isActive(run);
  return html`<vscode-button
    class="try"
    secondary
    ?disabled=${!isReady}
    aria-disabled=${String(!isReady)}
    title=${words.tryHelp}
    @click=${act.on('tryVariants')}
    ><span slot="content-before">${icons.variants}</span>${variants ? words.again : words.try}</vscode-button
  >`;
}

function cancelButton({ act }: Model): TemplateResult {
  return html`<vscode-button class="try" secondary @click=${act.on('cancelVariants')}
    ><span slot="content-before">${icons.close}</span>${words.cancel}</vscode-button
  >`;
}
