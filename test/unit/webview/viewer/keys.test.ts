import { describe, expect, it } from 'vitest';

import { keyAction } from '../../../../webview/viewer/keys';

const press = (key: string, modifiers: Partial<Parameters<typeof keyAction>[0]> = {}) =>
  keyAction({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...modifiers });

describe('a key of the editor panel', () => {
  it.each([
    ['1', { kind: 'actual' }],
    ['0', { kind: 'fit' }],
    ['F', { kind: 'fit' }],
    ['=', { kind: 'zoom', direction: 1 }],
    ['+', { kind: 'zoom', direction: 1 }],
    ['-', { kind: 'zoom', direction: -1 }],
    ['s', { kind: 'compare', comparison: 'swipe' }],
    ['B', { kind: 'compare', comparison: 'side-by-side' }],
    ['d', { kind: 'compare', comparison: 'difference' }],
    ['r', { kind: 'compare', comparison: 'result' }],
    [' ', { kind: 'pause' }],
    ['x', undefined],
    ['constructor', undefined],
  ])('%s does what it says', (key, action) => {
    expect(press(key)).toEqual(action);
  });

  it('moves the picture against the arrow, farther with Shift', () => {
    expect(press('ArrowRight')).toEqual({ kind: 'pan', x: -40, y: 0 });
    expect(press('ArrowUp', { shiftKey: true })).toEqual({ kind: 'pan', x: 0, y: 200 });
  });

  it('is VS Code’s with a modifier', () => {
    expect(press('s', { ctrlKey: true })).toBeUndefined();
    expect(press('s', { metaKey: true })).toBeUndefined();
    expect(press('1', { altKey: true })).toBeUndefined();
  });
});
