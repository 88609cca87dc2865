import { html, nothing, type TemplateResult } from 'lit';

import type { Recipe } from '../../../src/recipe/recipe';
import { icons } from '../../shared/icons';
import { inWords } from '../../shared/language';
import { disclosure } from '../controls/disclosure';
import { selectField } from '../controls/fields';
import type { Model } from '../model';
import { strings } from '../strings';
import { groupedOptions, optionsIn } from './grouped';
import { weightsButtons } from './weights';

const { advanced: words, machine } = strings;

/** The options that the recipe does not use, and settings of the machine. */
export function advancedSection(model: Model, recipe: Recipe): TemplateResult {
  const options = optionsIn('advanced', model, recipe);
  const changed = options.filter(({ key }) => model.state.changed.includes(key)).length;
  return disclosure({
    heading: words.heading,
    badge: changed > 0 ? words.changed(changed) : undefined,
    open: model.memory.advanced,
    onToggle: (advanced) => {
      model.act.remember({ advanced });
    },
    // Not rendered while closed, because it has many elements.
    content: () =>
      html`<p class="secondary">${words.intro}</p>
        ${groupedOptions(model, recipe, options)} ${machineFields(model)}`,
  });
}

function machineFields(model: Model): TemplateResult {
  const { state, act } = model;
  const automatic = state.devices.find((device) => device.automatic);
  return html`<h3>${machine.heading}</h3>
    <div class="fields">
      ${selectField(model, {
        key: 'device',
        label: machine.device,
        help: machine.deviceHelp,
        value: state.device,
        options: [
          {
            value: 'auto',
            label: automatic ? machine.automaticDevice(automatic.title) : machine.automatic,
          },
          ...state.devices.map(({ id, title, available, reason }) => ({
            value: id,
            label: available ? title : machine.unavailable(title),
            disabled: !available,
            description: reason === undefined ? undefined : inWords(reason),
          })),
        ],
        onChange: (device) => {
          act.send('selectDevice', { device });
        },
      })}
      <div class="wide">
        <button
          type="button"
          class="text-button"
          title=${machine.allDevicesHelp}
          @click=${act.on('chooseDevice')}
        >
          ${icons.info}${machine.allDevices}
        </button>
        ${weightsButtons(model)}
      </div>
      ${state.trusted ? nothing : html`<p class="secondary note">${icons.info}${machine.untrusted}</p>`}
    </div>`;
}
