import { html, nothing, type TemplateResult } from 'lit';

import type { Recipe } from '../../../src/recipe/recipe';
import { icons } from '../../shared/icons';
import type { Model } from '../model';
import { strings } from '../strings';

/** Why a recipe cannot be painted with yet, and what brings its network here; nothing where it is. */
export function missingNetwork(model: Model, recipe: Recipe): TemplateResult | typeof nothing {
  const network = model.state.networks.find(({ name }) => name === recipe.network);
  if (!network || network.installed) return nothing;
  return html`<p class="secondary note">
      ${icons.info}${strings.machine.missing(recipe.title, network.title)}
    </p>
    <div class="wide">${weightsButtons(model)}</div>`;
}

/** Brings weights to this machine: VGG-19's, which can be downloaded where they are not, or a file's. */
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
