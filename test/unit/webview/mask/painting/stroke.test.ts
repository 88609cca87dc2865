import { describe, expect, it } from 'vitest';

import { emptyMask, everything, type Mask } from '../../../../../webview/mask/painting/mask';
import { Stroke, type Brush } from '../../../../../webview/mask/painting/stroke';
import type { Point } from '../../../../../webview/shared/stage/view';

const hard: Brush = { diameter: 20, hardness: 1, erases: false };
const soft: Brush = { diameter: 40, hardness: 0, erases: false };

const canvas = () => emptyMask({ width: 160, height: 120 });

function draw(mask: Mask, brush: Brush, first: Point, ...points: Point[]): Stroke {
  const stroke = new Stroke(mask, brush, first);
  for (const point of points) stroke.moveTo(point);
  return stroke;
}

const sum = ({ data }: Mask) => data.reduce((total, value) => total + value, 0) / 255;
const at = ({ data, width }: Mask, x: number, y: number) => data[y * width + x]!;

describe('a stroke', () => {
  it('covers a disc where the brush is only put down', () => {
    const mask = canvas();
    draw(mask, hard, { x: 80.3, y: 60.8 });

    expect(sum(mask)).toBeCloseTo(Math.PI * 10 ** 2, -1);
    expect(Math.abs(sum(mask) / (Math.PI * 10 ** 2) - 1)).toBeLessThan(0.01);
  });

  it('covers a band with round ends, in any direction', () => {
    for (const angle of [0, 0.4, Math.PI / 4, 2, -1.1]) {
      const mask = canvas();
      const length = 50;
      const to = { x: 80 + length * Math.cos(angle), y: 60 + length * Math.sin(angle) };
      // From one point to the other, all of it inside the picture.
      draw(mask, hard, { x: 160 - to.x, y: 120 - to.y }, { x: 80, y: 60 });

      expect(Math.abs(sum(mask) / (length * 20 + Math.PI * 10 ** 2) - 1)).toBeLessThan(0.01);
    }
  });

  it('is the same in one piece and in many', () => {
    const [one, many] = [canvas(), canvas()];
    draw(one, soft, { x: 30, y: 30 }, { x: 130, y: 80 });
    const steps = Array.from({ length: 21 }, (_, i) => ({ x: 30 + 5 * i, y: 30 + 2.5 * i }));
    draw(many, soft, steps[0]!, ...steps);

    const largest = Math.max(...one.data.map((value, i) => Math.abs(value - many.data[i]!)));

    expect(largest).toBeLessThanOrEqual(1);
  });

  it('arrives by the smallest steps as well, but for a part of the brush that is not seen', () => {
    const [one, many] = [canvas(), canvas()];
    draw(one, soft, { x: 40, y: 60 }, { x: 120, y: 60 });
    draw(many, soft, { x: 40, y: 60 }, ...Array.from({ length: 801 }, (_, i) => ({ x: 40 + i / 10, y: 60 })));

    expect(sum(one) - sum(many)).toBeGreaterThanOrEqual(0);
    expect(sum(one) / sum(many)).toBeLessThan(1.01);
  });

  it('fades out towards a soft edge, and by half at half the way', () => {
    const mask = canvas();
    draw(mask, soft, { x: 80.5, y: 60.5 });
    const row = Array.from({ length: 22 }, (_, i) => at(mask, 80 + i, 60));

    expect(row[0]).toBe(255);
    for (let i = 1; i < row.length; i++) expect(row[i]).toBeLessThanOrEqual(row[i - 1]!);
    expect(Math.abs(row[10]! - 255 / 2)).toBeLessThan(12);
    expect(row[21]).toBe(0);
  });

  it('does not harden by going to and fro', () => {
    const [once, often] = [canvas(), canvas()];
    const [a, b] = [
      { x: 40, y: 60 },
      { x: 120, y: 60 },
    ];
    draw(once, soft, a, b);
    draw(often, soft, a, b, a, b, a);

    expect(often.data).toEqual(once.data);
  });

  it('adds to what is there and never takes away', () => {
    const mask = canvas();
    mask.data.fill(100);
    draw(mask, soft, { x: 80.5, y: 60.5 });

    expect(Math.min(...mask.data)).toBe(100);
    expect(at(mask, 80, 60)).toBe(255);
  });

  it('erases what another has painted, softly too', () => {
    const mask = canvas();
    mask.data.fill(255);
    draw(mask, { ...soft, erases: true }, { x: 80.5, y: 60.5 });

    expect(at(mask, 80, 60)).toBe(0);
    expect(Math.abs(at(mask, 90, 60) - 255 / 2)).toBeLessThan(12);
    expect(at(mask, 110, 60)).toBe(255);
  });

  it('tells exactly what it has touched, so that it can be taken back', () => {
    const mask = canvas();
    mask.data.forEach((_, i) => (mask.data[i] = i % 251));
    const before = mask.data.slice();
    const stroke = draw(mask, { ...hard, erases: true }, { x: 20, y: 30 }, { x: 90, y: 100 });
    const { x, y, width, height } = stroke.area;

    const outside = [...mask.data.keys()].filter((i) => {
      const [column, row] = [i % 160, Math.floor(i / 160)];
      return column < x || column >= x + width || row < y || row >= y + height;
    });
    expect(outside.filter((i) => mask.data[i] !== before[i])).toEqual([]);
    expect(stroke.before[0]).toBe(before[y * 160 + x]);
    expect(stroke.before).toHaveLength(width * height);
  });

  it('may begin, go and end outside the picture', () => {
    const mask = canvas();
    const stroke = draw(mask, hard, { x: -50, y: -50 }, { x: 300, y: 60 }, { x: 300, y: 500 });

    expect(sum(mask)).toBeGreaterThan(0);
    const { x, y, width, height } = stroke.area;
    expect(x + width).toBeLessThanOrEqual(everything(mask).width);
    expect(y + height).toBeLessThanOrEqual(everything(mask).height);
  });

  it('that stays outside touches nothing', () => {
    const mask = canvas();
    const stroke = draw(mask, hard, { x: -50, y: -50 }, { x: -50, y: 300 });

    expect(stroke.area.width * stroke.area.height).toBe(0);
    expect(stroke.before).toHaveLength(0);
    expect(sum(mask)).toBe(0);
  });
});
