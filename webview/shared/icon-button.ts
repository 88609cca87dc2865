import { html, nothing, type TemplateResult } from 'lit';

export interface IconButtonOptions {
  /** What screen readers say, where it is more than the title. */
  readonly label?: string;
  /** A class besides `icon-button`. */
  readonly kind?: string;
  readonly disabled?: boolean;
  readonly hidden?: boolean;
  readonly pressed?: boolean | undefined;
  readonly expanded?: boolean;
  /** The run that the button is about. */
  readonly run?: string;
}

/** A button that shows only an icon; its title says what it does. */
export function iconButton(
  icon: unknown,
  title: string,
  onClick: (event: MouseEvent) => void,
  { label = title, kind, disabled, hidden, pressed, expanded, run }: IconButtonOptions = {},
): TemplateResult {
  const stateOf = (value: boolean | undefined) => (value === undefined ? nothing : String(value));
  return html`<button
    type="button"
    class=${kind === undefined ? 'icon-button' : `icon-button ${kind}`}
    title=${title}
    aria-label=${label}
    aria-pressed=${stateOf(pressed)}
    aria-expanded=${stateOf(expanded)}
    data-run=${run ?? nothing}
    ?disabled=${disabled ?? false}
    ?hidden=${hidden ?? false}
    @click=${onClick}
  >
    ${icon}
  </button>`;
}
