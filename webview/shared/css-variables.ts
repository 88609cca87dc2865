import { noChange } from 'lit';
import { directive, Directive, PartType, type ElementPart, type PartInfo } from 'lit/directive.js';

type Variables = Readonly<Record<`--${string}`, string>>;

class CssVariables extends Directive {
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new Error('cssVariables stands alone in an element’s tag.');
  }

  render(_variables: Variables) {
    return noChange;
  }

  override update(part: ElementPart, [variables]: [Variables]) {
    const { style } = part.element as HTMLElement;
    for (const [name, value] of Object.entries(variables)) style.setProperty(name, value);
    return noChange;
  }
}

/**
 * Sets CSS variables of an element: `<div ${cssVariables({ '--fill': '40%' })}>`. A `style` attribute, which lit's own
 * directive writes at first, is what the content security policy forbids.
 */
export const cssVariables = directive(CssVariables);
