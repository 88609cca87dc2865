import { html, nothing, type TemplateResult } from 'lit';

import type { Recipe } from '../../../src/recipe/recipe';
import { icons } from '../../shared/icons';
import type { Model } from '../model';
import { strings } from '../strings';

/** Says that the recipe's network is missing and offers to get it; nothing if it is installed. */
export function missingNetwork(model: Model, recipe: Recipe): TemplateResult | typeof nothing {
  const network = model.state.networks.find(({ name }) => name === recipe.network);
  if (!network || network.installed) return nothing;
  return html`<p class="secondary note">
      ${icons.info}${strings.machine.missing(recipe.title, network.title)}
    </p>
    <div class="wide">${weightsButtons(model)}</div>`;
}

/** Buttons to download VGG-19, if it is missing, and to import weights from a file. */
export function weightsButtons({ state, act }: Model): TemplateResult {
  const { machine } = strings;
  const isMissing = state.networks.some(({ name, installed }) => name === 'vgg19' && !installed);
  const download =
    state.downloads === 'allowed'
      ? html`<button type="button" class="text-button" @click=${act.on('downloadWeights')}>
          ${icons.download}${machine.downloadWeights}
        </button>`
      : html`<p class="secondary">${machine.noDownload[state.downloads]}</p>`;
  return html`${isMissing ? download : nothing}
    <button type="button" class="text-button" @click=${act.on('importWeights')}>
      ${icons.folder}${machine.importWeights}
    </button>`;
}
