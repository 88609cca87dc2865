import { noChange } from 'lit';
import { setCommittedValue } from 'lit/directive-helpers.js';
import { directive, Directive, type PropertyPart } from 'lit/directive.js';

interface Field extends HTMLElement {
  value: string;
}

const edited = new WeakSet<Element>();

/** Call this for each input event of a field. */
export function beginEditing(event: Event): void {
  edited.add(event.currentTarget as Element);
}

/** Call this when the text was applied, or the field lost the focus. */
export function endEditing(event: Event): void {
  edited.delete(event.currentTarget as Element);
}

/** Whether a field has text that was not applied yet. */
export const isEdited = (element: Element | null): boolean => element !== null && edited.has(element);

/** Applies the text of a field, as if the field lost the focus. */
export function commitEditing(element: Element | null): void {
  if (isEdited(element)) element?.dispatchEvent(new Event('change'));
}

/** The value of each field without the person's typing. */
const values = new WeakMap<Element, string>();

/** Reverts the text of a field. */
export function revertEditing(element: Element | null): void {
  if (!element || !isEdited(element)) return;
  edited.delete(element);
  (element as Field).value = values.get(element) ?? '';
}

/**
 * Hides Ctrl+A in a text field from VS Code, which would select all again a moment later. On a busy machine that selects
 * what was typed in the meantime, and the next key replaces it.
 */
export function keepSelectAll(root: HTMLElement): void {
  root.addEventListener('keydown', (event) => {
    const { key, code, ctrlKey, metaKey, shiftKey, altKey } = event;
    const isPlain = (ctrlKey || metaKey) && !shiftKey && !altKey;
    // On keyboards without Latin letters the position of the key counts.
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
    // Ignores what was rendered before, since the person may have typed.
    setCommittedValue(part);
    return value;
  }
}

/** A text field's value. Rendering leaves it alone while the person types: a run renders the panel many times. */
export const settled = directive(Settled);
