import { clamp } from '../values/slider-scale';

/*
 * How the picture lies on the stage. Lengths are CSS pixels; the stage's origin is its top left corner, and the
 * picture's its own. A zoom of 1 shows one pixel of the picture as one CSS pixel.
 */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The picture's point in the middle of the stage, and the zoom. */
export interface View {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}

export const minimumZoom = 0.05;
export const maximumZoom = 40;

/** Shows the whole picture, in the middle; a small picture is not enlarged beyond `maximum`. */
export function fitView(picture: Size, stage: Size, margin = 12, maximum = 8): View {
  const room = (length: number) => Math.max(length - 2 * margin, 1);
  const zoom = Math.min(room(stage.width) / picture.width, room(stage.height) / picture.height);
  return {
    zoom: clamp(zoom, minimumZoom, maximum),
    x: picture.width / 2,
    y: picture.height / 2,
  };
}

export function toStage(view: View, stage: Size, point: Point): Point {
  return {
    x: (point.x - view.x) * view.zoom + stage.width / 2,
    y: (point.y - view.y) * view.zoom + stage.height / 2,
  };
}

export function toPicture(view: View, stage: Size, point: Point): Point {
  return {
    x: (point.x - stage.width / 2) / view.zoom + view.x,
    y: (point.y - stage.height / 2) / view.zoom + view.y,
  };
}

/** Changes the zoom and keeps the picture's point under `at`, a point of the stage, in place. */
export function zoomAbout(view: View, stage: Size, at: Point, zoom: number): View {
  const limited = clamp(zoom, minimumZoom, maximumZoom);
  const fixed = toPicture(view, stage, at);
  return {
    zoom: limited,
    x: fixed.x - (at.x - stage.width / 2) / limited,
    y: fixed.y - (at.y - stage.height / 2) / limited,
  };
}

/** Moves the picture by a distance on the stage. */
export function pan(view: View, dx: number, dy: number): View {
  return { ...view, x: view.x - dx / view.zoom, y: view.y - dy / view.zoom };
}

/** Keeps the picture on the stage: centred where it is smaller than the stage, without a gap where it is larger. */
export function contain(view: View, picture: Size, stage: Size): View {
  const axis = (middle: number, length: number, room: number) => {
    const half = room / view.zoom / 2;
    return half * 2 >= length ? length / 2 : clamp(middle, half, length - half);
  };
  return {
    zoom: view.zoom,
    x: axis(view.x, picture.width, stage.width),
    y: axis(view.y, picture.height, stage.height),
  };
}

const zoomSteps = [0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 40];

/** The next of the usual zooms, in (`1`) or out (`-1`). */
export function nextZoom(zoom: number, direction: 1 | -1): number {
  // A zoom within rounding of a step counts as that step.
  const found =
    direction === 1
      ? zoomSteps.find((step) => step > zoom * 1.001)
      : zoomSteps.findLast((step) => step < zoom / 1.001);
  return found ?? (direction === 1 ? maximumZoom : minimumZoom);
}
