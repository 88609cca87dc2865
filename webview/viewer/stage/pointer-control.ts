import { pinch, pointOn, wheelFactor } from '../../shared/stage/pointer';
import type { Point } from '../../shared/stage/view';

export interface PointerActions {
  zoomAt(at: Point, factor: number): void;
  panBy(dx: number, dy: number): void;
  toggleAt(at: Point): void;
}

/** Handles mouse, pen, touch and trackpad on the stage. */
export class PointerControl {
  readonly #element: HTMLElement;
  readonly #actions: PointerActions;
  readonly #pointers = new Map<number, Point>();

  constructor(element: HTMLElement, actions: PointerActions) {
    this.#element = element;
    this.#actions = actions;
    element.addEventListener('wheel', this.#onWheel, { passive: false });
    element.addEventListener('pointerdown', this.#onDown);
    element.addEventListener('pointermove', this.#onMove);
    for (const end of ['pointerup', 'pointercancel'] as const) element.addEventListener(end, this.#onEnd);
    element.addEventListener('dblclick', (event) => {
      if (this.#isOnPicture(event)) actions.toggleAt(this.#point(event));
    });
  }

  #point(event: MouseEvent): Point {
    return pointOn(this.#element, event);
  }

  /** Whether the event is on the picture, not on a control over it. */
  #isOnPicture({ target }: Event): boolean {
    return target === this.#element || target instanceof HTMLCanvasElement;
  }

  readonly #onWheel = (event: WheelEvent) => {
    event.preventDefault();
    this.#actions.zoomAt(this.#point(event), wheelFactor(event));
  };

  readonly #onDown = (event: PointerEvent) => {
    if (event.button > 1 || !this.#isOnPicture(event)) return;
    this.#pointers.set(event.pointerId, this.#point(event));
    this.#element.setPointerCapture(event.pointerId);
    this.#element.classList.add('dragging');
  };

  readonly #onMove = (event: PointerEvent) => {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    const now = this.#point(event);
    this.#pointers.set(event.pointerId, now);
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    if (!other) {
      this.#actions.panBy(now.x - before.x, now.y - before.y);
      return;
    }
    const { at, factor } = pinch(before, now, other);
    this.#actions.zoomAt(at, factor);
  };

  readonly #onEnd = (event: PointerEvent) => {
    this.#pointers.delete(event.pointerId);
    if (this.#pointers.size === 0) this.#element.classList.remove('dragging');
  };
}
