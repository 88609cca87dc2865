import { ref } from 'lit/directives/ref.js';

interface Control extends Element {
  readonly updateComplete: Promise<unknown>;
}

/**
 * Describes a control of the element library to screen readers, and says whether it is disabled. The focusable part is in
 * the element's shadow root, where `aria-describedby` cannot refer to our texts.
 */
export const described = (help: string, isDisabled = false) =>
  ref((element) => {
    if (element) void describe(element as Control, help, isDisabled);
  });

async function describe(element: Control, help: string, isDisabled: boolean): Promise<void> {
  await element.updateComplete;
  const inner = element.shadowRoot?.querySelector('[role="combobox"], input');
  inner?.setAttribute('aria-description', help);
  inner?.setAttribute('aria-disabled', String(isDisabled));
}
