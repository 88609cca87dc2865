import type { Point, Size } from '../../shared/stage/view';
import { cut, emptyMask, everything, isNothing, mapPixels, paste, type Area, type Mask } from './mask';
import { Stroke, type Brush } from './stroke';
import { UndoStack, type Patch } from './undo-stack';

/** The masks of one content picture, one for each style, with undo and redo. */
export class Drawing {
  readonly size: Size;
  readonly #masks = new Map<string, Mask>();
  readonly #steps = new UndoStack();
  readonly #onChange: (style: string, area: Area) => void;
  #stroke: { readonly style: string; readonly stroke: Stroke } | undefined;

  /** @param onChange called after every change of a mask's pixels */
  constructor(picture: Size, onChange: (style: string, area: Area) => void) {
    const { width, height } = emptyMask(picture);
    this.size = { width, height };
    this.#onChange = onChange;
  }

  /** The mask of a style: empty at first. */
  mask(style: string): Mask {
    const known = this.#masks.get(style);
    if (known) return known;
    const mask = emptyMask(this.size);
    this.#masks.set(style, mask);
    return mask;
  }

  get isDrawing(): boolean {
    return this.#stroke !== undefined;
  }

  get canUndo(): boolean {
    return this.#steps.canUndo;
  }

  get canRedo(): boolean {
    return this.#steps.canRedo;
  }

  /** Puts the brush down, at a point in pixels of the masks. */
  begin(style: string, brush: Brush, at: Point): void {
    this.end();
    const stroke = new Stroke(this.mask(style), brush, at);
    this.#stroke = { style, stroke };
    this.#tell(style, stroke.area);
  }

  moveTo(to: Point): void {
    const { style, stroke } = this.#stroke ?? {};
    if (style !== undefined && stroke) this.#tell(style, stroke.moveTo(to));
  }

  /** Lifts the brush. Returns the style whose mask has changed, if any. */
  end(): string | undefined {
    const { style, stroke } = this.#stroke ?? {};
    this.#stroke = undefined;
    if (style === undefined || !stroke || isNothing(stroke.area)) return undefined;
    this.#steps.push({ layer: style, area: stroke.area, pixels: stroke.before });
    return style;
  }

  /** Changes every pixel of a style's mask: fills, clears or inverts it. */
  change(style: string, change: (value: number) => number): void {
    const mask = this.#step(style);
    mapPixels(mask, change);
    this.#tell(style, everything(mask));
  }

  /** Replaces a style's mask by another of the same size, as one step. */
  replace(style: string, { data }: Mask): void {
    const mask = this.#step(style);
    mask.data.set(data);
    this.#tell(style, everything(mask));
  }

  /** A style's mask was replaced or removed elsewhere: its steps can no longer be undone. */
  reset(style: string, data?: Uint8Array): void {
    this.end();
    const mask = this.mask(style);
    if (data) mask.data.set(data);
    else mask.data.fill(0);
    this.#steps.forget(style);
    this.#tell(style, everything(mask));
  }

  /** A style was removed: the steps of its mask can no longer be undone. */
  forget(style: string): void {
    this.end();
    this.#steps.forget(style);
  }

  /** Undoes the last step. Returns its style; undefined when there is none. */
  undo(): string | undefined {
    return this.#steps.undo(this.#swap)?.layer;
  }

  redo(): string | undefined {
    return this.#steps.redo(this.#swap)?.layer;
  }

  /** Records a style's whole mask. */
  #step(style: string): Mask {
    this.end();
    const mask = this.mask(style);
    const area = everything(mask);
    this.#steps.push({ layer: style, area, pixels: cut(mask, area) });
    return mask;
  }

  readonly #swap = ({ layer, area, pixels }: Patch): Patch => {
    const mask = this.mask(layer);
    const covered = { layer, area, pixels: cut(mask, area) };
    paste(mask, area, pixels);
    this.#tell(layer, area);
    return covered;
  };

  #tell(style: string, area: Area): void {
    if (!isNothing(area)) this.#onChange(style, area);
  }
}
