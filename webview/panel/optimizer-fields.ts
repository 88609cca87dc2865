import { html, type TemplateResult } from 'lit';

import type { OptimizerSettings, Recipe } from '../../src/protocol/recipe';
import { logScale } from '../shared/slider-scale';
import { choiceField, numberField, selectField } from './fields';
import type { Model } from './model';
import { sliderField } from './slider';
import { strings } from './strings';

const { advanced: words } = strings;
const learningRateScale = logScale({ minimum: 0.01, maximum: 100 });

export function optimizerFields(model: Model, recipe: Recipe): TemplateResult {
  const { optimizer } = recipe;
  return html`<div class="fields">
      ${selectField({
        key: 'optimizer.kind',
        label: words.optimizer,
        value: optimizer.kind,
        options: [
          { value: 'adam', label: words.optimizers.adam },
          { value: 'lbfgs', label: words.optimizers.lbfgs },
          { value: 'sgd', label: words.optimizers.sgd },
        ],
        onChange: (kind) => {
          // The engine refuses the two together, whichever comes last.
          if (kind === 'lbfgs' && recipe.clamp) model.act.change('clamp', false);
          model.act.change('optimizer.kind', kind);
        },
      })}
    </div>
    ${kindFields(model, optimizer)}`;
}

function kindFields(model: Model, optimizer: OptimizerSettings): TemplateResult {
  switch (optimizer.kind) {
    case 'adam':
      return adamFields(model, optimizer);
    case 'lbfgs':
      return lbfgsFields(model, optimizer);
    case 'sgd':
      return sgdFields(model, optimizer);
  }
}

function adamFields(model: Model, adam: Extract<OptimizerSettings, { kind: 'adam' }>): TemplateResult {
  return html`${learningRate(model, adam.learningRate)}
    <div class="fields">
      ${numberField(model, 'optimizer.beta1', words.beta1, adam.beta1, betaLimits)}
      ${numberField(model, 'optimizer.beta2', words.beta2, adam.beta2, betaLimits)}
      ${decayField(model, adam.decay)}
    </div>`;
}

function sgdFields(model: Model, sgd: Extract<OptimizerSettings, { kind: 'sgd' }>): TemplateResult {
  return html`${learningRate(model, sgd.learningRate)}
    <div class="fields">
      ${numberField(model, 'optimizer.momentum', words.momentum, sgd.momentum, betaLimits)}
      ${decayField(model, sgd.decay)}
    </div>`;
}

const decayField = (model: Model, decay: number) =>
  numberField(model, 'optimizer.decay', words.decay, decay, { minimum: 0, step: 0.001 });

const betaLimits = { minimum: 0, maximum: 0.9999, step: 0.01 };

function lbfgsFields(model: Model, lbfgs: Extract<OptimizerSettings, { kind: 'lbfgs' }>): TemplateResult {
  const { lineSearch } = lbfgs;
  return html`<div class="fields">
      ${choiceField(model, 'optimizer.lineSearch', words.lineSearch, lineSearch, words.lineSearches)}
      ${numberField(model, 'optimizer.history', words.history, lbfgs.history, { minimum: 1, maximum: 500 })}
      ${numberField(model, 'optimizer.restartEvery', words.restartEvery, lbfgs.restartEvery, { minimum: 0 })}
    </div>
    ${lineSearch === 'none' ? learningRate(model, lbfgs.learningRate) : ''}`;
}

const learningRate = (model: Model, value: number) =>
  sliderField(model, {
    key: 'optimizer.learningRate',
    label: words.learningRate,
    value,
    scale: learningRateScale,
    minimum: 1e-6,
  });
