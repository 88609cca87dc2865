import { ref } from 'lit/directives/ref.js';

type Variables = Readonly<Record<`--${string}`, string>>;

/**
 * Sets CSS variables of an element: `<div ${cssVariables({ '--fill': '40%' })}>`. A `style` attribute, which lit's own
 * directive writes at first, is what the content security policy forbids.
 */
export const cssVariables = (variables: Variables) =>
  ref((element) => {
    if (!(element instanceof HTMLElement)) return;
    for (const [name, value] of Object.entries(variables)) element.style.setProperty(name, value);
  });
