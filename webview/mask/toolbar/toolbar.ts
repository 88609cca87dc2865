import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';

import { regionColors } from '../../../src/contracts/mask-editor';
import { iconButton } from '../../shared/icon-button';
import { icons } from '../../shared/icons';
import { formatPercent } from '../../shared/values/format';
import { range } from '../../shared/values/range';
import { linearScale, logScale } from '../../shared/values/slider-scale';
import { diameters } from '../memory';
import type { MaskActions, Model, StyleView } from '../model';
import { strings } from '../strings';
import type { Tool } from './keys';

const sizeScale = logScale(diameters);
const softnessScale = linearScale({ minimum: 0, maximum: 1, step: 0.05 });

/** The brush, and what is done to a whole mask. */
export function toolbar(model: Model): TemplateResult {
  const { memory, length, style, act } = model;
  const { tools, steps, whole } = strings;
  const isIdle = length === undefined || !style;
  const hasMask = style?.coverage !== undefined;
  const diameter = tools.pixels(memory.diameter * (length ?? 0));
  const softness = 1 - memory.hardness;
  return html`<div class="toolbar">
    <div class="group segments" role="group" aria-label=${tools.label}>
      ${tool(model, 'brush', `${tools.brush} (B)`)} ${tool(model, 'eraser', `${tools.eraser} (E)`)}
    </div>
    <label class="slider">
      <span>${tools.size}</span>
      ${range({
        label: tools.size,
        scale: sizeScale,
        value: memory.diameter,
        text: diameter,
        onInput: (value) => {
          act.remember({ diameter: value });
        },
      })}
      <span class="slider-value">${length === undefined ? '' : diameter}</span>
    </label>
    <label class="slider">
      <span>${tools.softness}</span>
      ${range({
        label: tools.softness,
        scale: softnessScale,
        value: softness,
        text: formatPercent(softness),
        onInput: (value) => {
          act.remember({ hardness: 1 - value });
        },
      })}
      <span class="slider-value">${formatPercent(softness)}</span>
    </label>
    ${style ? colorChoice(style, act) : nothing}
    <div class="group" role="group" aria-label=${steps.label}>
      ${command(`${steps.undo} (Ctrl+Z)`, icons.undo, act.undo, !model.canUndo)}
      ${command(`${steps.redo} (Ctrl+Y)`, icons.redo, act.redo, !model.canRedo)}
    </div>
    <div class="group" role="group" aria-label=${whole.label}>
      ${command(`${whole.fill} (G)`, icons.fill, act.fill, isIdle)}
      ${command(`${whole.invert} (I)`, icons.invert, act.invert, isIdle)}
      ${command(`${whole.clear} (Delete)`, icons.clear, act.clear, isIdle || !hasMask)}
    </div>
  </div>`;
}

/** The colour that the region of the painted style is shown in: another one where it does not stand out. */
function colorChoice({ name, color }: StyleView, act: MaskActions): TemplateResult {
  const { label, reset } = strings.color;
  return html`<label class="slider color" title=${label(name)}>
    <span>${strings.color.short}</span>
    <input
      type="color"
      .value=${live(color)}
      aria-label=${label(name)}
      @change=${(event: Event) => {
        act.setColor((event.currentTarget as HTMLInputElement).value);
      }}
    />
    ${
      (regionColors as readonly string[]).includes(color)
        ? nothing
        : iconButton(icons.reset, reset, () => {
            act.setColor();
          })
    }
  </label>`;
}

function tool({ erases, act }: Model, name: Tool, title: string): TemplateResult {
  return html`<button
    type="button"
    class="segment"
    title=${title}
    aria-pressed=${String(erases === (name === 'eraser'))}
    @click=${() => {
      act.remember({ tool: name });
    }}
  >
    ${icons[name]}<span class="segment-label">${strings.tools[name]}</span>
  </button>`;
}

/** A button for a command, whose title ends with its key: `Undo (Ctrl+Z)`. */
const command = (title: string, icon: TemplateResult, onClick: () => void, disabled: boolean) =>
  iconButton(icon, title, onClick, { label: title.replace(/ \(.*/, ''), disabled });
