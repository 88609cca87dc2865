import { keyAction, type KeyAction } from './keys';

export interface KeyboardActions {
  readonly perform: (action: KeyAction) => void;
  readonly holdAlt: (held: boolean) => void;
  readonly holdSpace: (held: boolean) => void;
}

/** The keys of the editor panel for masks, but for those that a focused control has a use for. */
export function listenToKeys({ perform, holdAlt, holdSpace }: KeyboardActions): void {
  window.addEventListener('keydown', (event) => {
    const target = event.target as Element;
    const isButton = target.closest('button, vscode-button') !== null;
    if (isButton && (event.key === ' ' || event.key === 'Enter')) return;
    const isSlider = target instanceof HTMLInputElement;
    if (isSlider && /^(?:Arrow|Home|End|Page)/.test(event.key)) return;
    if (event.key === 'Alt') holdAlt(true);
    if (event.key === ' ') {
      event.preventDefault();
      holdSpace(true);
    }
    // One of VS Code's listeners comes first and has prevented what a browser does on Ctrl+Z.
    const action = keyAction(event);
    if (!action) return;
    event.preventDefault();
    perform(action);
  });
  window.addEventListener('keyup', ({ key }) => {
    if (key === 'Alt') holdAlt(false);
    if (key === ' ') holdSpace(false);
  });
  window.addEventListener('blur', () => {
    holdAlt(false);
    holdSpace(false);
  });
}
