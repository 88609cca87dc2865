import { html, nothing, type TemplateResult } from 'lit';

import type { Recipe } from '../../src/protocol/recipe';
import { icons } from '../shared/icons';
import { linearScale, logScale, weightScale } from '../shared/slider-scale';
import { disclosure } from './disclosure';
import { checkField, choiceField, numberField, selectField } from './fields';
import type { Model } from './model';
import { optimizerFields } from './optimizer-fields';
import { sliderField } from './slider';
import { strings } from './strings';

const { advanced: words } = strings;

/** The layers that the literature takes for style, offered even where a recipe leaves one out. */
const usualLayers = ['relu1_1', 'relu2_1', 'relu3_1', 'relu4_1', 'relu5_1'];
const averagingScale = linearScale({ minimum: 0, maximum: 0.99, step: 0.01 });
const firstSizeScale = logScale({ minimum: 32, maximum: 512 });

export function advancedSection(model: Model, recipe: Recipe): TemplateResult {
  return disclosure({
    heading: words.heading,
    open: model.memory.advanced,
    onToggle: (advanced) => {
      model.act.remember({ advanced });
    },
    // Not rendered while closed: it is most of the panel's elements.
    content: () =>
      html`${machineFields(model, recipe)} ${layerFields(model, recipe)} ${optimizerFields(model, recipe)}
      ${scaleFields(model, recipe)} ${otherFields(model, recipe)}`,
  });
}

function machineFields(model: Model, recipe: Recipe): TemplateResult {
  const { state, act, drafts } = model;
  const automatic = state.devices.find((device) => device.automatic);
  return html`<div class="fields">
    ${selectField({
      key: 'network',
      label: words.network,
      value: drafts.read('network', recipe.network),
      options: state.networks.map(({ name, title, installed, license }) => ({
        value: name,
        label: installed ? title : words.notInstalled(title),
        disabled: !installed,
        description: license,
      })),
      onChange: (name) => {
        act.change('network', name);
      },
    })}
    <div class="field wide">
      <button type="button" class="text-button" @click=${act.on('importWeights')}>
        ${icons.folder}${words.importWeights}
      </button>
    </div>
    ${selectField({
      key: 'device',
      label: words.device,
      value: state.device,
      options: [
        {
          value: 'auto',
          label: automatic ? words.automaticDevice(automatic.title) : words.automatic,
        },
        ...state.devices.map(({ id, title, available, reason }) => ({
          value: id,
          label: available ? title : words.unavailable(title),
          disabled: !available,
          description: reason,
        })),
      ],
      onChange: (device) => {
        act.send('selectDevice', { device });
      },
    })}
    ${state.trusted ? nothing : html`<p class="secondary note wide">${icons.info}${words.untrusted}</p>`}
  </div>`;
}

function layerFields(model: Model, recipe: Recipe): TemplateResult {
  const { state, act, drafts } = model;
  const originals = state.original?.style.layers ?? recipe.style.layers;
  const layers = [...new Set([...usualLayers, ...Object.keys(recipe.style.layers)])].sort();
  const largest = Math.max(...Object.values(originals));
  const available = state.networks.find(({ name }) => name === recipe.network)?.layers ?? usualLayers;
  const contentLayers = Object.keys(drafts.read('content.layers', recipe.content.layers));
  const several = contentLayers.length > 1 ? contentLayers.join(', ') : undefined;
  return html`<h3>${words.layers}</h3>
    <p class="secondary">${words.layersHelp}</p>
    ${layers.map((layer) =>
      sliderField(model, {
        key: `style.layers.${layer}`,
        label: layer,
        value: recipe.style.layers[layer] ?? 0,
        scale: weightScale(originals[layer] ?? largest),
      }),
    )}
    <div class="fields">
      ${selectField({
        key: 'content.layers',
        label: words.contentLayer,
        value: several ?? contentLayers[0] ?? '',
        options: [
          ...(several === undefined ? [] : [{ value: several, label: `${words.severalLayers}: ${several}` }]),
          ...available.map((layer) => ({ value: layer, label: layer })),
        ],
        onChange: (layer) => {
          act.change('content.layers', { [layer]: 1 });
        },
      })}
    </div>`;
}

function scaleFields(model: Model, recipe: Recipe): TemplateResult {
  const { act, state } = model;
  const { scales } = recipe;
  const setScales = (isOn: boolean) => {
    if (!isOn) act.change('scales', false);
    else if (state.original?.scales) act.reset('scales');
    else act.change('scales.from', 128);
  };
  return html`<div class="fields">${checkField(words.scales, scales !== undefined, setScales)}</div>
    ${
      scales
        ? html`${sliderField(model, {
              key: 'scales.from',
              label: words.scalesFrom,
              value: scales.from,
              scale: wholeNumbers(firstSizeScale),
              minimum: 16,
              maximum: 16_384,
            })}
            <div class="fields">
              ${numberField(model, 'scales.factor', words.scalesFactor, scales.factor, {
                minimum: 1.05,
                maximum: 8,
                step: 0.1,
              })}
              ${numberField(model, 'scales.decay', words.scalesDecay, scales.decay, {
                minimum: 0.05,
                maximum: 4,
                step: 0.05,
              })}
            </div>`
        : nothing
    }`;
}

const wholeNumbers = (scale: ReturnType<typeof logScale>) => ({
  ...scale,
  toValue: (position: number) => Math.round(scale.toValue(position)),
});

function otherFields(model: Model, recipe: Recipe): TemplateResult {
  const isLbfgs = recipe.optimizer.kind === 'lbfgs';
  return html`${sliderField(model, {
      key: 'averaging',
      label: words.averaging,
      value: recipe.averaging,
      scale: averagingScale,
      maximum: 0.9999,
    })}
    <div class="fields">
      ${choiceField(model, 'pooling', words.pooling, recipe.pooling, words.poolings)}
      ${choiceField(model, 'padding', words.padding, recipe.padding, words.paddings)}
      ${numberField(model, 'seed', words.seed, recipe.seed, { minimum: 0, maximum: 0xffffffff })}
      ${checkField(
        words.clamp,
        recipe.clamp,
        (clamp) => {
          model.act.change('clamp', clamp);
        },
        isLbfgs ? words.clampRefused : undefined,
      )}
    </div>`;
}
