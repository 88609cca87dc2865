import type { PanelFocus } from '../../../src/contracts/panel';
import { isEdited } from './settled';

/** Where keys go to: VS Code's keyboard shortcuts ask for it, and cannot see into a webview. */
function focusNow(): PanelFocus {
  if (!document.hasFocus()) return 'none';
  return isEdited(document.activeElement) ? 'typing' : 'controls';
}

/** Tells where the focus is, now and whenever it is elsewhere. What it returns has it look again. */
export function watchFocus(report: (focus: PanelFocus) => void): () => void {
  let reported: PanelFocus | undefined;
  const look = () => {
    // After the listeners of the field itself, which know whether it is being edited.
    queueMicrotask(() => {
      const focus = focusNow();
      if (focus !== reported) report((reported = focus));
    });
  };
  for (const type of ['focus', 'blur', 'focusin', 'focusout', 'input', 'change', 'keyup']) {
    window.addEventListener(type, look);
  }
  look();
  return look;
}
