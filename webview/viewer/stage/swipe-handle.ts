import { formatPercent } from '../../shared/values/format';
import { clamp } from '../../shared/values/slider-scale';
import { strings } from '../strings';
import type { Rectangle } from './panes';

/** The divider between the two compared pictures. It is dragged, or moved by keys like a slider. */
export class SwipeHandle {
  readonly element = document.createElement('div');
  #split = 0.5;

  /** @param onMove gets a share of the visible picture, or a point of the stage */
  constructor(onMove: (position: number | { readonly x: number }) => void) {
    const { element } = this;
    element.className = 'swipe-handle';
    element.tabIndex = 0;
    element.hidden = true;
    element.setAttribute('role', 'slider');
    element.setAttribute('aria-valuemin', '0');
    element.setAttribute('aria-valuemax', '100');
    const grip = document.createElement('span');
    grip.className = 'swipe-grip';
    element.append(grip);

    element.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      event.stopPropagation();
      element.setPointerCapture(event.pointerId);
    });
    element.addEventListener('pointermove', (event) => {
      if (!element.hasPointerCapture(event.pointerId)) return;
      const { left } = element.parentElement!.getBoundingClientRect();
      onMove({ x: event.clientX - left });
    });
    element.addEventListener('keydown', (event) => {
      const target = this.#target(event);
      if (target === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      onMove(clamp(target, 0, 1));
    });
  }

  /** Shows it on this part of the stage, or hides it. */
  place(visible: Rectangle | undefined, split: number, reference: string): void {
    const { element } = this;
    element.hidden = visible === undefined;
    if (!visible) return;
    this.#split = split;
    element.style.setProperty('--x', `${visible.x + visible.width * split}px`);
    element.style.setProperty('--y', `${visible.y}px`);
    element.style.setProperty('--height', `${visible.height}px`);
    element.setAttribute('aria-valuenow', String(Math.round(split * 100)));
    element.setAttribute('aria-label', strings.comparisons.divider(reference));
    element.setAttribute('aria-valuetext', strings.comparisons.dividerText(formatPercent(split), reference));
  }

  #target({ key, shiftKey }: KeyboardEvent): number | undefined {
    const step = shiftKey ? 0.1 : 0.02;
    switch (key) {
      case 'ArrowLeft':
      case 'ArrowDown':
        return this.#split - step;
      case 'ArrowRight':
      case 'ArrowUp':
        return this.#split + step;
      case 'PageDown':
        return this.#split - 0.1;
      case 'PageUp':
        return this.#split + 0.1;
      case 'Home':
        return 0;
      case 'End':
        return 1;
      default:
        return undefined;
    }
  }
}
