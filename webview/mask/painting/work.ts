import type { ChannelClient } from '../../../src/channel/channel';
import type { MaskEditorContract, MaskEditorState } from '../../../src/contracts/mask-editor';
import type { Size } from '../../shared/stage/view';
import { strings } from '../strings';
import { Drawing } from './drawing';
import { coverage, everything, isEmpty, union, type Area } from './mask';
import { readMaskPicture } from './mask-picture';
import { MaskSync } from './mask-sync';
import { Overlay } from './overlay';

export interface WorkOptions {
  readonly host: ChannelClient<MaskEditorContract>;
  /** The content picture's address. */
  readonly content: string;
  /** Its size in pixels. */
  readonly picture: Size;
  /** Pixels of a mask have changed. */
  readonly onPixels: () => void;
  readonly onProblem: (thrown: unknown) => void;
}

/** The masks of one content picture, with their overlays and the host's files. */
export class Work {
  readonly content: string;
  readonly picture: Size;
  readonly drawing: Drawing;
  readonly sync: MaskSync;
  readonly #overlays = new Map<string, { readonly color: string; readonly overlay: Overlay }>();
  /** The parts of masks that the overlays do not show yet. */
  readonly #unshown = new Map<string, Area>();
  readonly #coverages = new Map<string, number | undefined>();
  /** Styles whose masks have changed since their coverage was computed. */
  readonly #changed = new Set<string>();

  constructor({ host, content, picture, onPixels, onProblem }: WorkOptions) {
    this.content = content;
    this.picture = picture;
    this.drawing = new Drawing(picture, (style, area) => {
      this.#unshown.set(style, union(this.#unshown.get(style) ?? area, area));
      this.#changed.add(style);
      onPixels();
    });
    const { drawing } = this;
    const decode = (png: Uint8Array<ArrayBuffer>) => readMaskPicture(strings.title, png, drawing.size);
    this.sync = new MaskSync({ host, content, drawing, decode, onProblem });
  }

  /** Pixels of a mask in one of the picture. */
  get scale(): number {
    return this.drawing.size.width / this.picture.width;
  }

  receive(styles: MaskEditorState['styles']): void {
    for (const { uri, color } of styles) {
      if (this.#overlays.get(uri)?.color === color) continue;
      this.#overlays.set(uri, { color, overlay: new Overlay(this.drawing.size, color) });
      this.#unshown.set(uri, everything(this.drawing.mask(uri)));
    }
    this.sync.receive(styles);
  }

  /** A style's mask as it is now, in its colour. */
  overlay(style: string): CanvasImageSource | undefined {
    const { overlay } = this.#overlays.get(style) ?? {};
    const area = this.#unshown.get(style);
    if (overlay && area) overlay.update(this.drawing.mask(style), area);
    this.#unshown.delete(style);
    return overlay?.image;
  }

  /** The share of the picture that a style's mask covers, without the current stroke; undefined without a mask. */
  coverage(style: string): number | undefined {
    if (this.#changed.has(style) && !this.drawing.isDrawing) {
      const mask = this.drawing.mask(style);
      this.#coverages.set(style, isEmpty(mask) ? undefined : coverage(mask));
      this.#changed.delete(style);
    }
    return this.#coverages.get(style);
  }
}
