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

/** Whether a person has typed something into a field that has not been taken over yet. */
export const isEdited = (element: Element | null): boolean => element !== null && edited.has(element);

/** Takes over what is being typed into a field, as if it were left. */
export function commitEditing(element: Element | null): void {
  if (isEdited(element)) element?.dispatchEvent(new Event('change'));
}

/** What each field says when nobody types. */
const values = new WeakMap<Element, string>();

/** Takes back what is being typed into a field. */
export function revertEditing(element: Element | null): void {
  if (!element || !isEdited(element)) return;
  edited.delete(element);
  (element as Field).value = values.get(element) ?? '';
}

/**
 * Keeps the key that selects all of a field's text from VS Code, which would select it once more a moment later: on a
 * busy machine that takes in what was typed meanwhile, and the next key replaces it.
 */
export function keepSelectAll(root: HTMLElement): void {
  root.addEventListener('keydown', (event) => {
    const { key, code, ctrlKey, metaKey, shiftKey, altKey } = event;
    const isPlain = (ctrlKey || metaKey) && !shiftKey && !altKey;
    // Keyboards without Latin letters select by the place of the key.
    const isA = /^[a-z]$/i.test(key) ? key.toLowerCase() === 'a' : code === 'KeyA';
    if (isPlain && isA && (event.target as Element).matches('vscode-textfield')) event.stopPropagation();
  });
}

class Settled extends Directive {
  render(value: string): string {
    return value;
  }

  override update(part: PropertyPart, [value]: [string]): unknown {
    const field = part.element as Field;
    values.set(field, value);
    if (edited.has(field) || field.value === value) return noChange;
    // Whatever was set before: the person may have typed since.
    setCommittedValue(part);
    return value;
  }
}

/** A text field's value. While the person types, it is theirs: the panel is drawn anew many times in a run. */
export const settled = directive(Settled);
