import { arrowDirection, stageAction, type Key, type StageAction } from '../shared/stage/stage-keys';
import type { Comparison } from './memory';

export type KeyAction =
  | { readonly kind: 'compare'; readonly comparison: Comparison }
  | { readonly kind: 'pan'; readonly x: number; readonly y: number }
  | { readonly kind: 'pause' | 'close' }
  | StageAction;

const comparisonKeys: Readonly<Record<string, Comparison>> = {
  r: 'result',
  s: 'swipe',
  b: 'side-by-side',
  d: 'difference',
};

/** What a key does in the editor panel. Keys with Control, Command or Alt are VS Code's. */
export function keyAction(event: Key): KeyAction | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const key = event.key.toLowerCase();
  const comparison = Object.hasOwn(comparisonKeys, key) ? comparisonKeys[key] : undefined;
  if (comparison) return { kind: 'compare', comparison };
  const direction = arrowDirection(key);
  if (direction) {
    // The picture moves against the arrow, so that what lies there comes into view.
    const distance = event.shiftKey ? 200 : 40;
    return { kind: 'pan', x: 0 - distance * direction.x, y: 0 - distance * direction.y };
  }
  switch (key) {
    case ' ':
      return { kind: 'pause' };
    case 'escape':
      return { kind: 'close' };
    default:
      return stageAction(key);
  }
}
