import type { Point } from './view';

/** Where the pointer is on an element, in CSS pixels. */
export function pointOn(element: HTMLElement, { clientX, clientY }: MouseEvent): Point {
  const { left, top } = element.getBoundingClientRect();
  return { x: clientX - left, y: clientY - top };
}

/** The zoom of two fingers of which one moves from `before` to `now`, and the point between them. */
export function pinch(
  before: Point,
  now: Point,
  other: Point,
): { readonly at: Point; readonly factor: number } {
  const distance = (from: Point) => Math.hypot(from.x - other.x, from.y - other.y);
  const factor = distance(now) / (distance(before) || 1);
  return { at: { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 }, factor: factor || 1 };
}

/** The zoom factor for a turn of the wheel. */
export function wheelFactor({ deltaX, deltaY, deltaMode, ctrlKey }: WheelEvent): number {
  // Pixels, or else lines or pages.
  const unit = deltaMode === 0 ? 1 : 30;
  // A pinch on a trackpad arrives as a wheel event with the control key, in much smaller steps.
  const speed = ctrlKey ? 0.01 : 0.002;
  // With Shift some systems turn the wheel sideways.
  return Math.exp(-(deltaY || deltaX) * unit * speed);
}
