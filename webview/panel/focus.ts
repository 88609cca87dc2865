import type { PanelFocus } from '../../src/protocol/panel';
import { isEdited } from './settled';

/** Where keys go to: VS Code's keyboard shortcuts ask for it, and cannot see into a webview. */
function focusNow(): PanelFocus {
  if (!document.hasFocus()) return 'none';
  return isEdited(document.activeElement) ? 'typing' : 'controls';
}

/** Tells where the focus is, now and whenever it is elsewhere. What it returns has it look again. */
export function watchFocus(tell: (focus: PanelFocus) => void): () => void {
  let told: PanelFocus | undefined;
  const look = () => {
    // After the listeners of the field itself, which know whether it is being edited.
    queueMicrotask(() => {
      const focus = focusNow();
      if (focus !== told) tell((told = focus));
    });
  };
  for (const type of ['focus', 'blur', 'focusin', 'focusout', 'input', 'change', 'keyup']) {
    window.addEventListener(type, look);
  }
  look();
  return look;
}

/**
 * Ctrl+Enter while a number is typed takes it over and starts. Elsewhere it is VS Code's, where a person may have given
 * it to another key.
 */
export function startFromFields(start: () => void): void {
  window.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || focusNow() !== 'typing') return;
    event.preventDefault();
    document.activeElement?.dispatchEvent(new Event('change'));
    start();
  });
}
