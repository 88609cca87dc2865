import { toStage, type Size, type View } from '../../shared/stage/view';
import { clamp } from '../../shared/values/slider-scale';
import type { Comparison } from '../memory';

export interface Rectangle extends Size {
  readonly x: number;
  readonly y: number;
}

/** The parts of the stage that show the picture: one, or two of the same size side by side. */
export function panes(stage: Size, comparison: Comparison): Rectangle[] {
  if (comparison !== 'side-by-side') return [{ x: 0, y: 0, ...stage }];
  const gap = 2;
  const width = (stage.width - gap) / 2;
  return [
    { x: 0, y: 0, width, height: stage.height },
    { x: width + gap, y: 0, width, height: stage.height },
  ];
}

/** Where the whole picture lies on the stage, in a pane. */
export function pictureRectangle(pane: Rectangle, picture: Size, view: View): Rectangle {
  const corner = toStage(view, pane, { x: 0, y: 0 });
  return {
    x: pane.x + corner.x,
    y: pane.y + corner.y,
    width: picture.width * view.zoom,
    height: picture.height * view.zoom,
  };
}

/** The part of the picture that is on the stage. */
export function visiblePart(rectangle: Rectangle, pane: Rectangle): Rectangle {
  const x = clamp(rectangle.x, pane.x, pane.x + pane.width);
  const y = clamp(rectangle.y, pane.y, pane.y + pane.height);
  return {
    x,
    y,
    width: clamp(rectangle.x + rectangle.width, pane.x, pane.x + pane.width) - x,
    height: clamp(rectangle.y + rectangle.height, pane.y, pane.y + pane.height) - y,
  };
}

/**
 * Whether to smooth the pixels at this zoom. Beyond 200 % people want to see single pixels, but only of a full-size
 * picture: a preview of a smaller scale should look blurred, not coarse.
 */
export const isSmooth = (drawable: Size, picture: Size, zoom: number): boolean =>
  zoom <= 2 || drawable.width < picture.width;
