import { html, nothing, type TemplateResult } from 'lit';

import type { Recipe } from '../../../src/recipe/recipe';
import { icons } from '../../shared/icons';
import type { Model } from '../model';
import { strings } from '../strings';
import { controls } from './control';
import { optionsIn } from './grouped';
import { labelOf } from './words';

/** The four sliders for the look of a picture. */
export function lookSection(model: Model, recipe: Recipe): TemplateResult {
  return html`<section class="look" aria-labelledby="look-heading">
    <h2 id="look-heading">${strings.look.heading}</h2>
    ${controls(model, recipe, optionsIn('look', model, recipe))} ${liveNote(model)}
  </section>`;
}

/** Says which sliders act on the current run; the others wait for the next. */
function liveNote({ state: { live } }: Model): TemplateResult | typeof nothing {
  const names = live.filter((key) => key !== 'mix').map(labelOf);
  if (names.length === 0) return nothing;
  return html`<p class="secondary note">
    ${icons.info}${strings.look.live(live.includes('mix') ? [...names, strings.look.mix] : names)}
  </p>`;
}
