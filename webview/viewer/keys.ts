import type { Comparison } from './memory';

export type KeyAction =
  | { readonly kind: 'compare'; readonly comparison: Comparison }
  | { readonly kind: 'zoom'; readonly direction: 1 | -1 }
  | { readonly kind: 'pan'; readonly x: number; readonly y: number }
  | { readonly kind: 'actual' | 'fit' | 'pause' | 'help' | 'close' };

interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

const comparisonKeys: Readonly<Record<string, Comparison>> = {
  r: 'result',
  s: 'swipe',
  b: 'side-by-side',
  d: 'difference',
};

/** What a key does in the editor panel. With Control, Command or Alt it is VS Code's. */
export function keyAction(event: Key): KeyAction | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const key = event.key.toLowerCase();
  const comparison = Object.hasOwn(comparisonKeys, key) ? comparisonKeys[key] : undefined;
  if (comparison) return { kind: 'compare', comparison };
  const distance = event.shiftKey ? 200 : 40;
  switch (key) {
    case '1':
      return { kind: 'actual' };
    case '0':
    case 'f':
      return { kind: 'fit' };
    case '+':
    case '=':
      return { kind: 'zoom', direction: 1 };
    case '-':
    case '_':
      return { kind: 'zoom', direction: -1 };
    case 'arrowleft':
      return { kind: 'pan', x: distance, y: 0 };
    case 'arrowright':
      return { kind: 'pan', x: -distance, y: 0 };
    case 'arrowup':
      return { kind: 'pan', x: 0, y: distance };
    case 'arrowdown':
      return { kind: 'pan', x: 0, y: -distance };
    case ' ':
      return { kind: 'pause' };
    case '?':
      return { kind: 'help' };
    case 'escape':
      return { kind: 'close' };
    default:
      return undefined;
  }
}
