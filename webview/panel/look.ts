import { html, type TemplateResult } from 'lit';

import type { Recipe } from '../../src/protocol/recipe';
import { isActive } from '../shared/run-status';
import { logScale, weightScale } from '../shared/slider-scale';
import type { Model } from './model';
import { sliderField, type SliderField } from './slider';
import { strings } from './strings';

const brushScale = logScale({ minimum: 0.25, maximum: 4 });

/** The four sliders that make the look of a picture. The first three act on a run that goes on. */
export function lookSection(model: Model, recipe: Recipe): TemplateResult {
  const original = model.state.original ?? recipe;
  const { look } = strings;
  const fields: SliderField[] = [
    {
      key: 'content.weight',
      label: look.content[0],
      help: look.content[1],
      value: recipe.content.weight,
      scale: weightScale(original.content.weight),
    },
    {
      key: 'style.weight',
      label: look.style[0],
      help: look.style[1],
      value: recipe.style.weight,
      scale: weightScale(original.style.weight),
    },
    {
      key: 'totalVariation.weight',
      label: look.smoothness[0],
      help: look.smoothness[1],
      value: recipe.totalVariation.weight,
      scale: weightScale(original.totalVariation.weight),
    },
    {
      key: 'style.scale',
      label: look.brush[0],
      help: look.brush[1],
      value: recipe.style.scale,
      scale: brushScale,
      minimum: 0.1,
      maximum: 10,
    },
  ];
  return html`<section
    class="look"
    aria-labelledby="look-heading"
    @pointerover=${showHelp}
    @focusin=${showHelp}
    @pointerleave=${hideHelp}
    @focusout=${hideHelp}
  >
    <h2 id="look-heading">
      ${strings.look.heading}${isActive(model.run) ? html`<span class="live">${strings.look.live}</span>` : ''}
    </h2>
    ${fields.map((field) => sliderField(model, field))}
    <p class="secondary help-line" aria-hidden="true">${strings.look.idleHelp}</p>
  </section>`;
}

/*
 * One line under the sliders explains the one that is pointed at or focused, so that the rows need not move. It is not
 * part of the rendered state: lit's text node is only hidden behind it.
 */

function showHelp(event: Event): void {
  const row = (event.target as Element).closest<HTMLElement>('[data-help]');
  const line = lineOf(event);
  if (line && row) line.dataset['text'] = row.dataset['help'];
}

function hideHelp(event: Event): void {
  const section = event.currentTarget as Element;
  const line = lineOf(event);
  if (line && !section.querySelector(':focus-visible')) delete line.dataset['text'];
}

const lineOf = (event: Event) => (event.currentTarget as Element).querySelector<HTMLElement>('.help-line');
