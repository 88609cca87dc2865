import { noChange } from 'lit';
import { setCommittedValue } from 'lit/directive-helpers.js';
import { directive, Directive, type PropertyPart } from 'lit/directive.js';

interface Field extends HTMLElement {
  value: string;
}

const edited = new WeakSet<Element>();

/** To be called with each key that a person types into a field. */
export function beginEditing(event: Event): void {
  edited.add(event.currentTarget as Element);
}

/** To be called when what was typed has been taken over, or the field is left. */
export function endEditing(event: Event): void {
  edited.delete(event.currentTarget as Element);
}

class Settled extends Directive {
  render(value: string): string {
    return value;
  }

  override update(part: PropertyPart, [value]: [string]): unknown {
    const field = part.element as Field;
    if (edited.has(field) || field.value === value) return noChange;
    // Whatever was set before: the person may have typed since.
    setCommittedValue(part);
    return value;
  }
}

/** A text field's value. While the person types, it is theirs: the panel is drawn anew many times in a run. */
export const settled = directive(Settled);
