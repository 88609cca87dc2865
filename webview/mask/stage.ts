import { onceAFrame } from '../shared/app';
import { createCheckerboard } from '../shared/stage/checkerboard';
import type { Drawable } from '../shared/stage/picture-source';
import {
  contain,
  fitView,
  nextZoom,
  pan,
  toPicture,
  toStage,
  zoomAbout,
  type Point,
  type Size,
  type View,
} from '../shared/stage/view';
import { onThemeChange } from '../shared/theme';
import { clamp } from '../shared/values/slider-scale';
import { PaintPointer } from './paint-pointer';
import { strings } from './strings';

export interface Scene {
  readonly picture: Drawable;
  /** What lies over the picture, the lowest first; opacities from 0 to 1. */
  overlays(): readonly { readonly image: CanvasImageSource; readonly opacity: number }[];
  /** What a screen reader says the picture is. */
  readonly label: string;
  readonly brush: {
    /** In pixels of the picture. */
    readonly diameter: number;
    readonly erases: boolean;
    readonly isDown: boolean;
  };
}

/** Points are in pixels of the picture. */
export interface StageHost {
  /** Nothing as long as there is nothing to paint on. */
  scene(): Scene | undefined;
  begin(at: Point, erases: boolean): void;
  moveTo(at: Point): void;
  end(): void;
  cancel(): void;
  resizeBrush(factor: number): void;
  /** The zoom is another one. */
  onView(): void;
}

/** The canvas with the picture and the masks over it, and the brush above. */
export class Stage {
  readonly element = document.createElement('div');
  readonly #canvas = document.createElement('canvas');
  readonly #context = this.#canvas.getContext('2d')!;
  readonly #ring = document.createElement('div');
  readonly #pointer: PaintPointer;
  readonly #host: StageHost;
  #view: 'fit' | View = 'fit';
  /** Of the brush, in pixels of the picture. */
  #at: Point | undefined;
  #checkerboard: CanvasPattern | null = null;

  constructor(host: StageHost) {
    this.#host = host;
    const { element } = this;
    element.className = 'stage mask-stage';
    element.tabIndex = 0;
    // Its keys are its own: a screen reader hands them on.
    element.setAttribute('role', 'application');
    element.setAttribute('aria-roledescription', strings.stageRole);
    element.setAttribute('aria-label', strings.stage);
    this.#canvas.setAttribute('role', 'img');
    this.#ring.className = 'brush-ring';
    element.append(this.#canvas, this.#ring);
    this.#pointer = new PaintPointer(element, {
      hover: (at) => {
        this.#at = at && this.#toPicture(at);
        this.#placeRing();
      },
      begin: (at, erases) => {
        host.begin(this.#toPicture(at), erases);
      },
      moveTo: (at) => {
        host.moveTo(this.#toPicture(at));
      },
      end: () => {
        host.end();
      },
      cancel: () => {
        host.cancel();
      },
      panBy: (dx, dy) => {
        this.#change((view) => pan(view, dx, dy));
      },
      zoomAt: (at, factor) => {
        this.#change((view) => zoomAbout(view, this.#size, at, view.zoom * factor));
      },
      resizeBrush: (factor) => {
        host.resizeBrush(factor);
      },
    });
    new ResizeObserver(this.requestPaint).observe(element);
    onThemeChange(() => {
      this.#checkerboard = null;
      this.requestPaint();
    });
  }

  /** Where the brush is, in pixels of the picture: its middle unless it has been elsewhere. */
  get brushAt(): Point {
    const { width, height } = this.#picture;
    return this.#at ?? { x: width / 2, y: height / 2 };
  }

  get zoom(): number {
    return this.#currentView.zoom;
  }

  get isFitted(): boolean {
    return this.#view === 'fit';
  }

  /** Whether the first button moves the picture in place of painting. */
  set pans(pans: boolean) {
    this.#pointer.pans = pans;
    this.element.classList.toggle('panning', pans);
  }

  readonly fit = () => {
    this.#view = 'fit';
    this.#viewChanged();
  };

  readonly actualSize = () => {
    this.#zoomTo(1);
  };

  readonly step = (direction: 1 | -1) => {
    this.#zoomTo(nextZoom(this.zoom, direction));
  };

  /** Moves the brush by so many pixels of the picture, and the picture where the brush would leave the stage. */
  moveBrush(dx: number, dy: number): Point {
    const { width, height } = this.#picture;
    const { x, y } = this.brushAt;
    this.#at = { x: clamp(x + dx, 0, width), y: clamp(y + dy, 0, height) };
    const margin = 24;
    const at = toStage(this.#currentView, this.#size, this.#at);
    const beyond = (position: number, length: number) =>
      position - clamp(position, margin, Math.max(length - margin, margin));
    const [left, top] = [beyond(at.x, this.#size.width), beyond(at.y, this.#size.height)];
    if (this.#view !== 'fit' && (left !== 0 || top !== 0)) this.#change((view) => pan(view, -left, -top));
    this.#placeRing();
    return this.#at;
  }

  /** With the next frame. */
  readonly requestPaint = onceAFrame(() => {
    this.#paint();
  });

  get #size(): Size {
    return { width: this.element.clientWidth, height: this.element.clientHeight };
  }

  get #picture(): Size {
    return this.#host.scene()?.picture ?? { width: 1, height: 1 };
  }

  get #currentView(): View {
    return this.#view === 'fit'
      ? fitView(this.#picture, this.#size)
      : contain(this.#view, this.#picture, this.#size);
  }

  #toPicture(at: Point): Point {
    return toPicture(this.#currentView, this.#size, at);
  }

  #zoomTo(zoom: number): void {
    const { width, height } = this.#size;
    this.#change((view) => zoomAbout(view, this.#size, { x: width / 2, y: height / 2 }, zoom));
  }

  #change(change: (view: View) => View): void {
    if (!this.#host.scene()) return;
    this.#view = contain(change(this.#currentView), this.#picture, this.#size);
    this.#viewChanged();
  }

  #viewChanged(): void {
    this.#host.onView();
    this.requestPaint();
  }

  #paint(): void {
    const { width, height } = this.#size;
    const ratio = window.devicePixelRatio;
    const pixels = { width: Math.round(width * ratio), height: Math.round(height * ratio) };
    // Before the first layout.
    if (pixels.width === 0 || pixels.height === 0) return;
    // Setting a canvas's size clears it, even to the size it has.
    if (this.#canvas.width !== pixels.width) this.#canvas.width = pixels.width;
    if (this.#canvas.height !== pixels.height) this.#canvas.height = pixels.height;
    const context = this.#context;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    const scene = this.#host.scene();
    this.#canvas.setAttribute('aria-label', scene?.label ?? '');
    this.#placeRing();
    if (!scene) return;
    const view = this.#currentView;
    const { x, y } = toStage(view, this.#size, { x: 0, y: 0 });
    const shown = [x, y, scene.picture.width * view.zoom, scene.picture.height * view.zoom] as const;
    // Beyond 200 % single pixels are what one wants to see.
    context.imageSmoothingEnabled = view.zoom <= 2;
    context.imageSmoothingQuality = 'high';
    this.#checkerboard ??= createCheckerboard(context);
    if (this.#checkerboard) context.fillStyle = this.#checkerboard;
    context.fillRect(...shown);
    context.drawImage(scene.picture.image, ...shown);
    context.imageSmoothingEnabled = true;
    for (const { image, opacity } of scene.overlays()) {
      context.globalAlpha = opacity;
      context.drawImage(image, ...shown);
    }
    context.globalAlpha = 1;
  }

  #placeRing(): void {
    const brush = this.#host.scene()?.brush;
    this.#ring.hidden = this.#at === undefined || !brush;
    if (!this.#at || !brush) return;
    const { x, y } = toStage(this.#currentView, this.#size, this.#at);
    const { style, classList } = this.#ring;
    style.setProperty('--x', `${x}px`);
    style.setProperty('--y', `${y}px`);
    style.setProperty('--diameter', `${brush.diameter * this.zoom}px`);
    classList.toggle('erases', brush.erases);
    classList.toggle('down', brush.isDown);
  }
}
