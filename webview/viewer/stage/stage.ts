import { createCheckerboard } from '../../shared/stage/checkerboard';
import type { Drawable } from '../../shared/stage/picture-source';
import {
  contain,
  fitView,
  nextZoom,
  pan,
  zoomAbout,
  type Point,
  type Size,
  type View,
} from '../../shared/stage/view';
import { onThemeChange } from '../../shared/theme';
import { clamp } from '../../shared/values/slider-scale';
import type { Memory } from '../memory';
import { strings } from '../strings';
import { paint } from './painter';
import { panes, pictureRectangle, visiblePart, type Rectangle } from './panes';
import { PointerControl } from './pointer-control';
import { SwipeHandle } from './swipe-handle';

/** What there is to show. */
export interface Contents {
  /** What the stylized picture is compared with, and what a person calls it. */
  readonly reference: Drawable | undefined;
  readonly referenceLabel: string;
  readonly stylized: Drawable | undefined;
  /** The result's size, where it is known before the result is. */
  readonly size: Size | undefined;
  readonly label: string;
}

export interface StageHost {
  readonly memory: Memory;
  contents(): Contents;
  remember(memory: Partial<Memory>): void;
}

/** The canvas with the picture: zoom, pan and the divider of the swipe. */
export class Stage {
  readonly element = document.createElement('div');
  readonly #canvas = document.createElement('canvas');
  readonly #context = this.#canvas.getContext('2d')!;
  readonly #host: StageHost;
  readonly #handle: SwipeHandle;
  #checkerboard: CanvasPattern | null = null;
  #isPaintPlanned = false;
  #whenPainted: (() => void)[] = [];

  constructor(host: StageHost) {
    this.#host = host;
    this.#handle = new SwipeHandle((position) => {
      this.#moveDivider(position);
    });
    this.element.className = 'stage';
    this.element.tabIndex = 0;
    this.element.setAttribute('role', 'group');
    this.element.setAttribute('aria-roledescription', strings.stageRole);
    this.element.setAttribute('aria-label', strings.stage);
    this.#canvas.setAttribute('role', 'img');
    this.element.append(this.#canvas, this.#handle.element);
    new PointerControl(this.element, {
      zoomAt: (at, factor) => {
        this.#change(at, (view, size, inPane) => zoomAbout(view, size, inPane, view.zoom * factor));
      },
      panBy: (dx, dy) => {
        this.panBy(dx, dy);
      },
      toggleAt: (at) => {
        if (this.#host.memory.view === 'fit') this.zoomTo(1, at);
        else this.fit();
      },
    });
    new ResizeObserver(() => {
      void this.requestPaint();
    }).observe(this.element);
    onThemeChange(() => {
      this.#checkerboard = null;
      void this.requestPaint();
    });
  }

  get zoom(): number {
    return this.#view().zoom;
  }

  fit(): void {
    this.#host.remember({ view: 'fit' });
  }

  /** Zooms about a point of the stage, or its middle. */
  zoomTo(zoom: number, at?: Point): void {
    this.#change(at, (view, size, inPane) => zoomAbout(view, size, inPane, zoom));
  }

  step(direction: 1 | -1): void {
    this.zoomTo(nextZoom(this.zoom, direction));
  }

  panBy(dx: number, dy: number): void {
    this.#change(undefined, (view) => pan(view, dx, dy));
  }

  /** Paints with the next frame; resolves when that is done. */
  requestPaint(): Promise<void> {
    const painted = new Promise<void>((resolve) => this.#whenPainted.push(resolve));
    if (!this.#isPaintPlanned) {
      this.#isPaintPlanned = true;
      requestAnimationFrame(() => {
        this.#isPaintPlanned = false;
        this.#paint();
        const waiting = this.#whenPainted;
        this.#whenPainted = [];
        for (const resolve of waiting) resolve();
      });
    }
    return painted;
  }

  #size(): Size {
    return { width: this.element.clientWidth, height: this.element.clientHeight };
  }

  #panes(): Rectangle[] {
    return panes(this.#size(), this.#host.memory.comparison);
  }

  #picture(): Size {
    const { size, stylized, reference } = this.#host.contents();
    return size ?? stylized ?? reference ?? { width: 1, height: 1 };
  }

  #view(): View {
    const { view } = this.#host.memory;
    const pane = this.#panes()[0]!;
    const picture = this.#picture();
    return view === 'fit' ? fitView(picture, pane) : contain(view, picture, pane);
  }

  #change(at: Point | undefined, change: (view: View, size: Size, inPane: Point) => View): void {
    const { reference, stylized } = this.#host.contents();
    if (!reference && !stylized) return;
    const all = this.#panes();
    const pane = (at && all.findLast(({ x }) => x <= at.x)) ?? all[0]!;
    const inPane = at ? { x: at.x - pane.x, y: at.y - pane.y } : { x: pane.width / 2, y: pane.height / 2 };
    const view = change(this.#view(), pane, inPane);
    this.#host.remember({ view: contain(view, this.#picture(), pane) });
  }

  #visible(): Rectangle {
    const pane = this.#panes()[0]!;
    return visiblePart(pictureRectangle(pane, this.#picture(), this.#view()), pane);
  }

  #moveDivider(position: number | { readonly x: number }): void {
    const visible = this.#visible();
    const split = typeof position === 'number' ? position : (position.x - visible.x) / (visible.width || 1);
    this.#host.remember({ split: clamp(split, 0, 1) });
  }

  #paint(): void {
    const stage = this.#size();
    const pixelRatio = window.devicePixelRatio;
    const width = Math.round(stage.width * pixelRatio);
    const height = Math.round(stage.height * pixelRatio);
    // Before the first layout.
    if (width === 0 || height === 0) return;
    // Setting a canvas's size clears it, even if it is the same size.
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    const { comparison, split } = this.#host.memory;
    const { reference, referenceLabel, stylized, label } = this.#host.contents();
    this.#checkerboard ??= createCheckerboard(this.#context);
    this.#canvas.setAttribute('aria-label', label);
    if (!reference && !stylized) {
      this.#context.clearRect(0, 0, width, height);
    } else {
      paint(this.#context, {
        stage,
        pixelRatio,
        picture: this.#picture(),
        view: this.#view(),
        comparison,
        split,
        reference,
        stylized,
        checkerboard: this.#checkerboard,
      });
    }
    this.element.classList.toggle('zoomed', this.#host.memory.view !== 'fit');
    const visible = comparison === 'swipe' && reference && stylized ? this.#visible() : undefined;
    this.#handle.place(visible, split, referenceLabel);
  }
}
