import { ref } from 'lit/directives/ref.js';

interface Control extends Element {
  readonly updateComplete: Promise<unknown>;
}

/**
 * Tells a screen reader what a control of the element library does, and whether it is disabled: what the keyboard
 * reaches lies in the element's shadow, where no `aria-describedby` of ours leads.
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
