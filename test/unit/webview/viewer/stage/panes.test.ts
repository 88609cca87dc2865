import { describe, expect, it } from 'vitest';

import { sparklinePoints } from '../../../../../webview/viewer/run-line/sparkline-points';
import { isSmooth, panes, pictureRectangle, visiblePart } from '../../../../../webview/viewer/stage/panes';

const stage = { width: 802, height: 600 };
const picture = { width: 400, height: 300 };

describe('the panes of the stage', () => {
  it('are two of one size, side by side', () => {
    expect(panes(stage, 'side-by-side')).toEqual([
      { x: 0, y: 0, width: 400, height: 600 },
      { x: 402, y: 0, width: 400, height: 600 },
    ]);
  });

  it('are the whole stage otherwise', () => {
    expect(panes(stage, 'swipe')).toEqual([{ x: 0, y: 0, ...stage }]);
  });
});

describe('the picture in a pane', () => {
  it('lies around its middle point, in the right pane too', () => {
    const pane = panes(stage, 'side-by-side')[1]!;

    expect(pictureRectangle(pane, picture, { zoom: 0.5, x: 200, y: 150 })).toEqual({
      x: 502,
      y: 225,
      width: 200,
      height: 150,
    });
  });

  it('is visible as far as the pane goes', () => {
    const [left, right] = panes(stage, 'side-by-side');
    const view = { zoom: 4, x: 200, y: 150 };

    expect(visiblePart(pictureRectangle(left!, picture, view), left!)).toEqual(left);
    expect(visiblePart(pictureRectangle(right!, picture, view), right!)).toEqual(right);
  });
});

describe('the sparkline', () => {
  it('runs from corner to corner for a loss that falls by a constant factor', () => {
    const points = [100, 10, 1].map((total, index) => ({
      iteration: 10 + index,
      total,
      content: 0,
      style: total,
      tv: 0,
    }));

    expect(sparklinePoints(points)).toBe('0.0,0.0 50.0,50.0 100.0,100.0');
  });

  it('leaves out what has no logarithm', () => {
    expect(sparklinePoints([{ iteration: 1, total: 0, content: 0, style: 0, tv: 0 }])).toBe('');
  });
});

it('shows a preview of a smaller scale smoothly, and the pixels of a whole picture from above', () => {
  const picture = { width: 256, height: 192 };
  const preview = { width: 64, height: 48 };

  expect(isSmooth(preview, picture, 0.5)).toBe(true);
  expect(isSmooth(preview, picture, 4)).toBe(true);
  expect(isSmooth(picture, picture, 0.5)).toBe(true);
  expect(isSmooth(picture, picture, 4)).toBe(false);
});
