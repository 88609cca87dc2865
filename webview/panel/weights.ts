import { html, nothing, type TemplateResult } from 'lit';

import { icons } from '../shared/icons';
import type { Model } from './model';
import { strings } from './strings';

/** Brings weights to this machine: VGG-19's, which can be downloaded where they are not, or a file's. */
export function weightsButtons({ state, act }: Model): TemplateResult {
  const { machine } = strings;
  return html`${
      state.networks.some(({ name, installed }) => name === 'vgg19' && !installed)
        ? html`<button type="button" class="text-button" @click=${act.on('downloadWeights')}>
            ${icons.download}${machine.downloadWeights}
          </button>`
        : nothing
    }
    <button type="button" class="text-button" @click=${act.on('importWeights')}>
      ${icons.folder}${machine.importWeights}
    </button>`;
}
