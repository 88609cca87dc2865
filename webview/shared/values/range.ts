import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';

import { cssVariables } from '../css-variables';
import type { SliderScale } from './slider-scale';

export interface RangeOptions {
  readonly id?: string;
  readonly label: string;
  readonly scale: SliderScale;
  readonly value: number;
  /** What a screen reader says for the value, because the position means nothing. */
  readonly text: string;
  readonly describedBy?: string | undefined;
  readonly onInput: (value: number) => void;
  /** The slider was released. */
  readonly onChange?: (() => void) | undefined;
  readonly onDoubleClick?: (() => void) | undefined;
}

/** A native range input, filled up to its thumb. */
export function range(options: RangeOptions): TemplateResult {
  const { scale, value, label, text } = options;
  const position = scale.toPosition(value);
  return html`<input
    type="range"
    id=${options.id ?? nothing}
    min="0"
    max=${scale.steps}
    step="1"
    .value=${live(String(position))}
    aria-label=${label}
    aria-valuetext=${text}
    aria-describedby=${options.describedBy ?? nothing}
    ${cssVariables({ '--fill': `${(100 * position) / scale.steps}%` })}
    @input=${(event: Event) => {
      options.onInput(scale.toValue(Number((event.currentTarget as HTMLInputElement).value)));
    }}
    @change=${options.onChange ?? nothing}
    @dblclick=${options.onDoubleClick ?? nothing}
  />`;
}
