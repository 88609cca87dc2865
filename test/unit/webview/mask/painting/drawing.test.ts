import { describe, expect, it } from 'vitest';

import { Drawing } from '../../../../../webview/mask/painting/drawing';
import { coverage, emptyMask, type Area } from '../../../../../webview/mask/painting/mask';

const brush = { diameter: 10, hardness: 1, erases: false };

function createDrawing(size = { width: 80, height: 60 }) {
  const changes: (readonly [string, Area])[] = [];
  const drawing = new Drawing(size, (style, area) => changes.push([style, area]));
  return { drawing, changes };
}

describe('a drawing', () => {
  it('is as large as the picture, and no larger than the networks see', () => {
    expect(createDrawing().drawing.size).toEqual({ width: 80, height: 60 });
    expect(createDrawing({ width: 6000, height: 4000 }).drawing.size).toEqual({ width: 1024, height: 683 });
  });

  it('has a mask for each style, and one history of all', () => {
    const { drawing } = createDrawing();
    drawing.begin('waves', brush, { x: 20, y: 20 });
    expect(drawing.end()).toBe('waves');
    drawing.begin('mosaic', brush, { x: 60, y: 40 });
    drawing.end();
    const [waves, mosaic] = [coverage(drawing.mask('waves')), coverage(drawing.mask('mosaic'))];
    expect(waves).toBeGreaterThan(0);

    expect(drawing.undo()).toBe('mosaic');
    expect(coverage(drawing.mask('mosaic'))).toBe(0);
    expect(coverage(drawing.mask('waves'))).toBe(waves);
    expect(drawing.undo()).toBe('waves');
    expect(drawing.undo()).toBeUndefined();
    expect([drawing.redo(), drawing.redo()]).toEqual(['waves', 'mosaic']);
    expect(coverage(drawing.mask('mosaic'))).toBe(mosaic);
    expect(drawing.canRedo).toBe(false);
  });

  it('tells of the pixels that change, and of no others', () => {
    const { drawing, changes } = createDrawing();
    drawing.begin('waves', brush, { x: 20, y: 20 });
    drawing.moveTo({ x: 30, y: 20 });
    drawing.end();

    expect(changes.map(([style]) => style)).toEqual(['waves', 'waves']);
    for (const [, { x, y, width, height }] of changes) {
      expect(Math.min(x, y)).toBeGreaterThan(12);
      expect(x + width).toBeLessThan(38);
      expect(y + height).toBeLessThan(28);
    }
  });

  it('of a stroke beside the picture is no step', () => {
    const { drawing } = createDrawing();
    drawing.begin('waves', brush, { x: -50, y: -50 });

    expect(drawing.end()).toBeUndefined();
    expect(drawing.canUndo).toBe(false);
  });

  it('fills, inverts and takes over another mask, a step each', () => {
    const { drawing } = createDrawing();
    const half = emptyMask(drawing.size);
    half.data.fill(255, 0, half.data.length / 2);

    drawing.replace('waves', half);
    expect(coverage(drawing.mask('waves'))).toBe(0.5);
    drawing.change('waves', (value) => 255 - value);
    expect(drawing.mask('waves').data[0]).toBe(0);
    drawing.change('waves', () => 255);
    expect(coverage(drawing.mask('waves'))).toBe(1);

    drawing.undo();
    drawing.undo();
    expect(drawing.mask('waves').data).toEqual(half.data);
  });

  it('cannot undo steps of a mask that has become another one', () => {
    const { drawing } = createDrawing();
    drawing.change('waves', () => 255);
    drawing.change('mosaic', () => 255);
    drawing.begin('waves', brush, { x: 20, y: 20 });

    drawing.reset('waves');

    expect(drawing.isDrawing).toBe(false);
    expect(coverage(drawing.mask('waves'))).toBe(0);
    expect(drawing.undo()).toBe('mosaic');
    expect(drawing.undo()).toBeUndefined();
  });
});
