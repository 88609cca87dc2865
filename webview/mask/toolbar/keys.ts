import { arrowDirection, stageAction, type Key, type StageAction } from '../../shared/stage/stage-keys';

export type Tool = 'brush' | 'eraser';

export type KeyAction =
  | { readonly kind: 'tool'; readonly tool: Tool }
  /** Multiplies the brush's diameter. */
  | { readonly kind: 'size'; readonly factor: number }
  | { readonly kind: 'hardness'; readonly change: number }
  /** Moves the brush by so many of its diameters. */
  | { readonly kind: 'move'; readonly x: number; readonly y: number }
  | StageAction
  | {
      readonly kind: 'stroke' | 'lift' | 'next' | 'fill' | 'clear' | 'invert' | 'undo' | 'redo';
    };

const brackets: Readonly<Record<string, KeyAction>> = {
  '[': { kind: 'size', factor: 1 / 1.2 },
  ']': { kind: 'size', factor: 1.2 },
  '{': { kind: 'hardness', change: -0.1 },
  '}': { kind: 'hardness', change: 0.1 },
};

/** What a key does in the editor panel for masks. */
export function keyAction(event: Key): KeyAction | undefined {
  const key = event.key.toLowerCase();
  // On many keyboards brackets are typed with Alt, or with AltGr, which is both Control and Alt.
  const isTyped = !event.metaKey && (!event.ctrlKey || event.altKey);
  if (isTyped && Object.hasOwn(brackets, key)) return brackets[key];
  if (event.altKey) return undefined;
  if (event.ctrlKey || event.metaKey) {
    if (key === 'z') return { kind: event.shiftKey ? 'redo' : 'undo' };
    return key === 'y' ? { kind: 'redo' } : undefined;
  }
  const direction = arrowDirection(key);
  if (direction) {
    const distance = event.shiftKey ? 2 : 0.25;
    return { kind: 'move', x: distance * direction.x, y: distance * direction.y };
  }
  switch (key) {
    case 'b':
      return { kind: 'tool', tool: 'brush' };
    case 'e':
      return { kind: 'tool', tool: 'eraser' };
    case 'n':
      return { kind: 'next' };
    case 'g':
      return { kind: 'fill' };
    case 'i':
      return { kind: 'invert' };
    case 'delete':
    case 'backspace':
      return { kind: 'clear' };
    case 'enter':
      return { kind: 'stroke' };
    case 'escape':
      return { kind: 'lift' };
    default:
      return stageAction(key);
  }
}
