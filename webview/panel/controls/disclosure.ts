import { html, nothing, type TemplateResult } from 'lit';

import { icons } from '../../shared/icons';

export interface Disclosure {
  readonly heading: string;
  readonly badge?: string | undefined;
  readonly open: boolean;
  readonly onToggle: (open: boolean) => void;
  readonly content: () => TemplateResult;
}

/**
 * A collapsible section made of native elements: `vscode-collapsible` does not tell screen readers whether it is open, and
 * ignores the space key.
 */
export function disclosure({ heading, badge, open, onToggle, content }: Disclosure): TemplateResult {
  return html`<details
    class="disclosure"
    ?open=${open}
    @toggle=${(event: Event) => {
      const isOpen = (event.currentTarget as HTMLDetailsElement).open;
      if (isOpen !== open) onToggle(isOpen);
    }}
  >
    <summary>
      ${icons.chevron}<span>${heading}</span>${badge === undefined ? nothing : html`<span class="badge">${badge}</span>`}
    </summary>
    <div class="disclosure-body">${open ? content() : nothing}</div>
  </details>`;
}
