import { describe, expect, it } from 'vitest';

import {
  cut,
  emptyMask,
  everything,
  mapPixels,
  paste,
  type Mask,
} from '../../../../../webview/mask/painting/mask';
import { Stroke } from '../../../../../webview/mask/painting/stroke';
import { UndoStack, type Patch } from '../../../../../webview/mask/painting/undo-stack';

/** Two masks and what has been done to them. */
function drawing(capacity?: number) {
  const masks: Record<string, Mask> = {
    sky: emptyMask({ width: 40, height: 30 }),
    water: emptyMask({ width: 40, height: 30 }),
  };
  const stack = new UndoStack(capacity);
  const swap = ({ layer, area, pixels }: Patch): Patch => {
    const covered = { layer, area, pixels: cut(masks[layer]!, area) };
    paste(masks[layer]!, area, pixels);
    return covered;
  };
  return {
    stack,
    state: () => Object.values(masks).map(({ data }) => Buffer.from(data).toString('base64')),
    stroke: (layer: string, x: number) => {
      const stroke = new Stroke(masks[layer]!, { diameter: 8, hardness: 0.5, erases: false }, { x, y: 10 });
      stroke.moveTo({ x: x + 6, y: 20 });
      stack.push({ layer, area: stroke.area, pixels: stroke.before });
    },
    invert: (layer: string) => {
      const area = everything(masks[layer]!);
      stack.push({ layer, area, pixels: cut(masks[layer]!, area) });
      mapPixels(masks[layer]!, (value) => 255 - value);
    },
    undo: () => stack.undo(swap),
    redo: () => stack.redo(swap),
  };
}

describe('what has been done', () => {
  it('is undone step by step, and done again', () => {
    const made = drawing();
    const states = [made.state()];
    const steps = [
      () => {
        made.stroke('sky', 5);
      },
      () => {
        made.stroke('sky', 9);
      },
      () => {
        made.invert('water');
      },
      () => {
        made.stroke('water', 30);
      },
    ];
    for (const step of steps) {
      step();
      states.push(made.state());
    }

    for (let index = 3; index >= 0; index--) {
      made.undo();
      expect(made.state()).toEqual(states[index]);
    }
    expect(made.stack.canUndo).toBe(false);
    for (let index = 1; index <= 4; index++) {
      made.redo();
      expect(made.state()).toEqual(states[index]);
    }
    expect(made.stack.canRedo).toBe(false);
  });

  it('cannot be done again after something else', () => {
    const made = drawing();
    made.stroke('sky', 5);
    made.undo();
    made.stroke('sky', 20);

    expect(made.redo()).toBeUndefined();
  });

  it('says which mask it was about', () => {
    const made = drawing();
    made.stroke('sky', 5);
    made.stroke('water', 5);

    expect([made.undo()?.layer, made.undo()?.layer, made.undo()]).toEqual(['water', 'sky', undefined]);
  });

  it('is forgotten from its oldest end when it is more than so many bytes', () => {
    const bytes = 40 * 30;
    const made = drawing(3 * bytes);
    for (let step = 0; step < 10; step++) made.invert('sky');

    expect(made.stack.size).toBeLessThanOrEqual(3 * bytes);
    let undone = 0;
    while (made.undo()) undone++;
    expect(undone).toBe(3);
    expect(made.stack.size).toBe(3 * bytes);
  });

  it('can be undone once, however large it is', () => {
    const made = drawing(10);
    const before = made.state();
    made.invert('sky');
    made.undo();

    expect(made.state()).toEqual(before);
  });

  it('to one mask can be forgotten without the others', () => {
    const made = drawing();
    made.stroke('sky', 5);
    made.stroke('water', 5);
    made.stroke('sky', 9);
    made.undo();

    made.stack.forget('sky');

    expect(made.redo()).toBeUndefined();
    expect(made.undo()?.layer).toBe('water');
    expect(made.stack.canUndo).toBe(false);
  });
});
