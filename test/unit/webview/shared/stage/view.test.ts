import { describe, expect, it } from 'vitest';

import {
  contain,
  fitView,
  maximumZoom,
  minimumZoom,
  nextZoom,
  pan,
  toPicture,
  toStage,
  zoomAbout,
  type View,
} from '../../../../../webview/shared/stage/view';

const stage = { width: 800, height: 600 };
const picture = { width: 512, height: 384 };

describe('fitting', () => {
  it('shows the whole picture with a margin', () => {
    const view = fitView({ width: 2000, height: 1000 }, stage, 10);

    expect(toStage(view, stage, { x: 0, y: 500 }).x).toBeCloseTo(10);
    expect(toStage(view, stage, { x: 2000, y: 500 }).x).toBeCloseTo(790);
    expect(toStage(view, stage, { x: 1000, y: 500 })).toEqual({ x: 400, y: 300 });
  });

  it('does not blow up a tiny picture without end', () => {
    expect(fitView({ width: 4, height: 4 }, stage).zoom).toBe(8);
  });

  it('has an answer for a stage without room', () => {
    expect(fitView(picture, { width: 0, height: 0 }).zoom).toBe(minimumZoom);
  });
});

describe('zooming about a point', () => {
  const view: View = { zoom: 1.5, x: 200, y: 100 };

  it.each([
    { x: 400, y: 300 },
    { x: 0, y: 0 },
    { x: 123, y: 456 },
  ])('keeps what is under $x, $y where it is', (at) => {
    const before = toPicture(view, stage, at);

    const zoomed = zoomAbout(view, stage, at, 4);

    const after = toPicture(zoomed, stage, at);
    expect(after.x).toBeCloseTo(before.x, 9);
    expect(after.y).toBeCloseTo(before.y, 9);
    expect(zoomed.zoom).toBe(4);
  });

  it('returns to the same view when it is undone', () => {
    const at = { x: 50, y: 500 };

    const back = zoomAbout(zoomAbout(view, stage, at, 7), stage, at, view.zoom);

    expect(back.x).toBeCloseTo(view.x, 9);
    expect(back.y).toBeCloseTo(view.y, 9);
  });

  it('stays within the limits, and does not move the picture there', () => {
    const at = { x: 50, y: 500 };
    const nearest = zoomAbout(view, stage, at, 1e9);

    expect(nearest.zoom).toBe(maximumZoom);
    expect(zoomAbout(nearest, stage, at, 1e9)).toEqual(nearest);
  });
});

describe('panning', () => {
  it('moves the picture by the distance on the stage, at any zoom', () => {
    const view: View = { zoom: 3, x: 100, y: 100 };
    const before = toStage(view, stage, { x: 30, y: 40 });

    const after = toStage(pan(view, 25, -10), stage, { x: 30, y: 40 });

    expect(after.x - before.x).toBeCloseTo(25);
    expect(after.y - before.y).toBeCloseTo(-10);
  });
});

describe('containing', () => {
  it('centres a picture that is smaller than the stage', () => {
    expect(contain({ zoom: 1, x: 0, y: 0 }, picture, stage)).toEqual({ zoom: 1, x: 256, y: 192 });
  });

  it('leaves no gap beside a picture that is larger than the stage', () => {
    const view = contain({ zoom: 4, x: -500, y: 9999 }, picture, stage);

    expect(toStage(view, stage, { x: 0, y: 0 }).x).toBeCloseTo(0);
    expect(toStage(view, stage, { x: 0, y: picture.height }).y).toBeCloseTo(stage.height);
  });

  it('does not touch a view that is in order', () => {
    const view: View = { zoom: 4, x: 200, y: 150 };

    expect(contain(view, picture, stage)).toEqual(view);
  });
});

describe('the next zoom', () => {
  it('goes in and out by the usual steps', () => {
    expect(nextZoom(1, 1)).toBe(1.5);
    expect(nextZoom(1, -1)).toBe(0.75);
    expect(nextZoom(1.3, 1)).toBe(1.5);
    expect(nextZoom(1.3, -1)).toBe(1);
  });

  it('ends at the limits', () => {
    expect(nextZoom(maximumZoom, 1)).toBe(maximumZoom);
    expect(nextZoom(minimumZoom, -1)).toBe(minimumZoom);
  });
});
