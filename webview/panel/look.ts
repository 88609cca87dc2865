import { html, type TemplateResult } from 'lit';

import type { Recipe } from '../../src/protocol/recipe';
import { isActive } from '../shared/run-status';
import type { Model } from './model';
import { controls } from './options/control';
import { optionsIn } from './options/grouped';
import { strings } from './strings';

/** The four sliders that make the look of a picture. The first three act on a run that goes on. */
export function lookSection(model: Model, recipe: Recipe): TemplateResult {
  return html`<section class="look" aria-labelledby="look-heading">
    <h2 id="look-heading">
      ${strings.look.heading}${isActive(model.run) ? html`<span class="live">${strings.look.live}</span>` : ''}
    </h2>
    ${controls(model, recipe, optionsIn('look', model, recipe))}
  </section>`;
}
