import type { PanelFocus } from '../../../src/contracts/panel';
import { isEdited } from './settled';

/** Where keys go. VS Code's keyboard shortcuts depend on it, but cannot see into a webview. */
function focusNow(): PanelFocus {
  if (!document.hasFocus()) return 'none';
  return isEdited(document.activeElement) ? 'typing' : 'controls';
}

/** Reports where the focus is, now and whenever that changes. The returned function checks again. */
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
