import './run/loss-chart';

import { html, nothing, type TemplateResult } from 'lit';

import { historySection } from './history/history';
import { queueSection } from './history/queue';
import type { Model } from './model';
import { advancedSection } from './options/advanced';
import { lookSection } from './options/look';
import { optionsSection, recipeSection } from './options/recipe-section';
import { contentSection, stylesSection } from './pictures/pictures';
import { welcome } from './pictures/welcome';
import { engineLine } from './run/engine-line';
import { runBar } from './run/run-bar';
import { variantsSection } from './run/variants';
import { strings } from './strings';

/** Renders the whole panel. VS Code draws its title. */
export function panel(model: Model): TemplateResult {
  const { state, run, losses, memory } = model;
  const isEmpty = !state.content && state.styles.length === 0;
  return html`<main>
      <h1 class="visually-hidden">${strings.title}</h1>
      ${isEmpty ? welcome(model) : choices(model)}
      ${isEmpty && state.history.length === 0 ? nothing : historySection(model)}
    </main>
    <footer tabindex="-1" aria-label=${strings.run.region}>
      ${queueSection(model)}
      ${run && memory.chart && losses.length > 1 ? html`<loss-chart .points=${losses}></loss-chart>` : nothing}
      ${isEmpty && !run ? nothing : runBar(model)} ${engineLine(model)}
    </footer>`;
}

function choices(model: Model): TemplateResult {
  const { recipe } = model.state;
  return html`${contentSection(model)} ${stylesSection(model)}
  ${
    recipe
      ? html`${lookSection(model, recipe)} ${variantsSection(model)} ${recipeSection(model, recipe)}
        ${optionsSection(model, recipe)} ${advancedSection(model, recipe)}`
      : nothing
  }`;
}
