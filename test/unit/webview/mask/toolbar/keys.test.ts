import { describe, expect, it } from 'vitest';

import { keyAction } from '../../../../../webview/mask/toolbar/keys';

const press = (key: string, modifiers: Partial<Parameters<typeof keyAction>[0]> = {}) =>
  keyAction({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...modifiers });

describe('a key of the editor panel for masks', () => {
  it.each([
    ['b', { kind: 'tool', tool: 'brush' }],
    ['E', { kind: 'tool', tool: 'eraser' }],
    ['[', { kind: 'size', factor: 1 / 1.2 }],
    [']', { kind: 'size', factor: 1.2 }],
    ['{', { kind: 'hardness', change: -0.1 }],
    ['n', { kind: 'next' }],
    ['g', { kind: 'fill' }],
    ['i', { kind: 'invert' }],
    ['Delete', { kind: 'clear' }],
    ['Enter', { kind: 'stroke' }],
    ['Escape', { kind: 'lift' }],
    ['+', { kind: 'zoom', direction: 1 }],
    ['f', { kind: 'fit' }],
    ['?', { kind: 'help' }],
    ['x', undefined],
    ['constructor', undefined],
  ])('%s does what it says', (key, action) => {
    expect(press(key)).toEqual(action);
  });

  it('undoes and redoes as on every system', () => {
    for (const modifier of [{ ctrlKey: true }, { metaKey: true }]) {
      expect(press('z', modifier)).toEqual({ kind: 'undo' });
      expect(press('Z', { ...modifier, shiftKey: true })).toEqual({ kind: 'redo' });
      expect(press('y', modifier)).toEqual({ kind: 'redo' });
    }
  });

  it('moves the brush, farther with Shift', () => {
    expect(press('ArrowRight')).toEqual({ kind: 'move', x: 0.25, y: 0 });
    expect(press('ArrowUp', { shiftKey: true })).toEqual({ kind: 'move', x: 0, y: -2 });
  });

  it('is a bracket also where it is typed with Alt or AltGr, but not with Control', () => {
    expect(press('[', { altKey: true })).toEqual(press('['));
    expect(press(']', { altKey: true, ctrlKey: true })).toEqual(press(']'));
    expect(press('[', { ctrlKey: true })).toBeUndefined();
  });

  it('is VS Code’s with Control, Command or Alt', () => {
    for (const modifier of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }]) {
      for (const key of ['b', 'e', 'i', 'f', 'Enter']) expect(press(key, modifier)).toBeUndefined();
    }
  });
});
