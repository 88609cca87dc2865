import { clamp } from '../../shared/values/slider-scale';

/*
 * Shows an option's help at the pointer that rests on its row, or under the row that has the keyboard focus. A row's
 * `data-help` has the text and `data-key` the key. Screen readers get both from the control.
 */

/** The delay of VS Code's own hovers. */
const delayMilliseconds = 500;
const margin = 8;

interface Place {
  readonly x: number;
  /** The help goes below this, or above `top` if there is no room. */
  readonly bottom: number;
  readonly top: number;
}

export class HoverHelp {
  readonly #element = document.createElement('div');
  #row: HTMLElement | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(root: HTMLElement) {
    this.#element.className = 'hover-help';
    this.#element.hidden = true;
    this.#element.setAttribute('aria-hidden', 'true');
    document.body.append(this.#element);
    root.addEventListener('pointermove', ({ target, clientX, clientY, buttons }) => {
      if (buttons > 0) return;
      const place = { x: clientX, top: clientY - 4, bottom: clientY + 18 };
      this.#point(rowOf(target), () => place);
    });
    root.addEventListener('focusin', ({ target }) => {
      if (!(target as Element).matches(':focus-visible')) return;
      const row = rowOf(target);
      this.#point(row, () => {
        const boxes = [row, ...(row?.children ?? [])].map((element) => element?.getBoundingClientRect());
        const seen = boxes.filter((box) => box !== undefined && box.height > 0) as DOMRect[];
        return {
          x: Math.min(...seen.map(({ left }) => left)),
          top: Math.min(...seen.map(({ top }) => top)) - 4,
          bottom: Math.max(...seen.map(({ bottom }) => bottom)) + 4,
        };
      });
    });
    for (const type of ['pointerdown', 'pointerleave', 'focusout', 'keydown', 'wheel', 'blur']) {
      root.addEventListener(type, this.hide, { passive: true });
    }
  }

  readonly hide = (): void => {
    clearTimeout(this.#timer);
    this.#row = undefined;
    this.#element.hidden = true;
  };

  /** Starts the delay when the pointer enters a row. */
  #point(row: HTMLElement | undefined, place: () => Place): void {
    if (!row) this.hide();
    if (!row || (row === this.#row && !this.#element.hidden)) return;
    this.#element.hidden = true;
    clearTimeout(this.#timer);
    this.#row = row;
    this.#timer = setTimeout(() => {
      if (row.isConnected) this.#show(row, place());
    }, delayMilliseconds);
  }

  #show(row: HTMLElement, { x, top, bottom }: Place): void {
    const { help = '', key = '' } = row.dataset;
    const element = this.#element;
    const name = document.createElement('strong');
    const label = row.querySelector('label')?.textContent;
    name.textContent = label ? `${label}. ` : '';
    const code = document.createElement('code');
    code.textContent = key;
    element.replaceChildren(name, help, code);
    element.hidden = false;
    const { width, height } = element.getBoundingClientRect();
    const hasRoom = bottom + height + margin <= window.innerHeight;
    element.style.left = `${clamp(x, margin, Math.max(window.innerWidth - width - margin, margin))}px`;
    element.style.top = `${Math.max(hasRoom ? bottom : top - height, margin)}px`;
  }
}

function rowOf(target: EventTarget | null): HTMLElement | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-help]') : null;
  return row?.dataset['help'] ? row : undefined;
}
