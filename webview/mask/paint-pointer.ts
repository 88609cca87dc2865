import { pinch, pointOn, wheelFactor } from '../shared/stage/pointer';
import type { Point } from '../shared/stage/view';

/** All points are of the stage. */
export interface PaintPointerActions {
  /** Where the pointer is; undefined when it has left. */
  hover(at: Point | undefined): void;
  begin(at: Point, erases: boolean): void;
  moveTo(at: Point): void;
  end(): void;
  /** Drops the stroke that was begun: it turned out to be another gesture. */
  cancel(): void;
  panBy(dx: number, dy: number): void;
  zoomAt(at: Point, factor: number): void;
  resizeBrush(factor: number): void;
}

/** The eraser of a pen, among the buttons of a pointer. */
const penEraser = 32;

/** The mouse, a pen, fingers and a trackpad on the stage: one paints, two fingers or the middle button move the picture. */
export class PaintPointer {
  /** Whether the first button moves the picture as well. */
  pans = false;
  readonly #element: HTMLElement;
  readonly #actions: PaintPointerActions;
  readonly #pointers = new Map<number, Point>();
  #mode: 'paint' | 'pan' | undefined;

  constructor(element: HTMLElement, actions: PaintPointerActions) {
    this.#element = element;
    this.#actions = actions;
    element.addEventListener('wheel', this.#onWheel, { passive: false });
    element.addEventListener('pointerdown', this.#onDown);
    element.addEventListener('pointermove', this.#onMove);
    for (const end of ['pointerup', 'pointercancel'] as const) element.addEventListener(end, this.#onEnd);
    element.addEventListener('pointerleave', () => {
      if (this.#pointers.size === 0) actions.hover(undefined);
    });
  }

  #point(event: MouseEvent): Point {
    return pointOn(this.#element, event);
  }

  readonly #onWheel = (event: WheelEvent) => {
    event.preventDefault();
    if (event.shiftKey) this.#actions.resizeBrush(wheelFactor(event));
    else this.#actions.zoomAt(this.#point(event), wheelFactor(event));
  };

  readonly #onDown = (event: PointerEvent) => {
    const isPen = (event.buttons & penEraser) !== 0;
    if (event.button > 1 && !isPen) return;
    const at = this.#point(event);
    this.#pointers.set(event.pointerId, at);
    this.#element.setPointerCapture(event.pointerId);
    if (this.#pointers.size > 1 || this.pans || event.button === 1) {
      if (this.#mode === 'paint') this.#actions.cancel();
      this.#mode = 'pan';
      this.#actions.hover(undefined);
    } else {
      this.#mode = 'paint';
      this.#actions.hover(at);
      this.#actions.begin(at, event.altKey || isPen);
    }
  };

  readonly #onMove = (event: PointerEvent) => {
    const now = this.#point(event);
    const before = this.#pointers.get(event.pointerId);
    if (before) this.#pointers.set(event.pointerId, now);
    if (this.#mode !== 'pan') this.#actions.hover(now);
    if (!before) return;
    if (this.#mode === 'paint') {
      // A browser reports only some points of a fast pointer, unless it is asked for all.
      for (const passed of event.getCoalescedEvents()) this.#actions.moveTo(this.#point(passed));
      this.#actions.moveTo(now);
      return;
    }
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.#actions.panBy((now.x - before.x) / (other ? 2 : 1), (now.y - before.y) / (other ? 2 : 1));
    if (!other) return;
    const { at, factor } = pinch(before, now, other);
    this.#actions.zoomAt(at, factor);
  };

  readonly #onEnd = (event: PointerEvent) => {
    if (!this.#pointers.delete(event.pointerId) || this.#pointers.size > 0) return;
    if (this.#mode === 'paint') this.#actions.end();
    this.#mode = undefined;
    if (event.pointerType === 'touch') this.#actions.hover(undefined);
  };
}
