import type { ChannelClient } from '../../../src/channel/channel';
import { exactBytes } from '../../../src/channel/exact-bytes';
import type { MaskEditorContract, MaskEditorState } from '../../../src/contracts/mask-editor';
import type { Drawing } from './drawing';
import { isEmpty, type Mask } from './mask';
import { encodePng } from './png';
import { Saver } from './saver';

type Styles = MaskEditorState['styles'];

export interface MaskSyncOptions {
  readonly host: ChannelClient<MaskEditorContract>;
  /** The content picture's address. */
  readonly content: string;
  readonly drawing: Drawing;
  /** Reads a file as a mask of the drawing's size. */
  readonly decode: (png: Uint8Array<ArrayBuffer>) => Promise<Mask>;
  /** Called when a mask of the host cannot be read. */
  readonly onProblem: (thrown: unknown) => void;
}

/** Keeps the masks of one content picture and the host's files in step. */
export class MaskSync {
  readonly #host: ChannelClient<MaskEditorContract>;
  readonly #content: string;
  readonly #drawing: Drawing;
  readonly #decode: MaskSyncOptions['decode'];
  readonly #onProblem: (thrown: unknown) => void;
  readonly #saver: Saver;
  /** The host's address of each mask as it is here. */
  readonly #known = new Map<string, string | undefined>();
  #styles: Styles = [];
  /** Whether the host sent a state while a mask was on its way to it. */
  #isBehind = false;

  constructor({ host, content, drawing, decode, onProblem }: MaskSyncOptions) {
    this.#host = host;
    this.#content = content;
    this.#drawing = drawing;
    this.#decode = decode;
    this.#onProblem = onProblem;
    this.#saver = new Saver(
      (style) => this.#write(style),
      () => {
        if (this.#isBehind) this.#readChanged();
      },
    );
  }

  /** What the host has now. */
  receive(styles: Styles): void {
    this.#styles = styles;
    const gone = [...this.#known.keys()].filter((style) => !styles.some(({ uri }) => uri === style));
    // Saves the last strokes for when the style is chosen again.
    if (gone.length > 0) this.flush();
    for (const style of gone) {
      this.#known.delete(style);
      this.#drawing.forget(style);
    }
    this.#readChanged();
  }

  /** A style's mask has been painted. */
  changed(style: string): void {
    this.#saver.changed(style);
  }

  /** Sends what is waiting. */
  flush(): void {
    this.#saver.flush();
  }

  /** Loads the host's masks that differ from those here. */
  #readChanged(): void {
    this.#isBehind = this.#styles.some(({ uri }) => this.#saver.isPending(uri));
    for (const { uri, mask } of this.#styles) {
      const isKnown = this.#known.has(uri) && this.#known.get(uri) === mask;
      if (isKnown || this.#saver.isPending(uri)) continue;
      this.#known.set(uri, mask);
      this.#read(uri, mask).catch(this.#onProblem);
    }
  }

  async #read(style: string, address: string | undefined): Promise<void> {
    const { png } =
      address === undefined ? {} : await this.#host.request('read', { content: this.#content, style });
    const mask = png && (await this.#decode(exactBytes(png)));
    // It may have been painted in the meantime.
    if (this.#known.get(style) === address && !this.#saver.isPending(style)) {
      this.#drawing.reset(style, mask?.data);
    }
  }

  async #write(style: string): Promise<void> {
    const mask = this.#drawing.mask(style);
    const png = isEmpty(mask) ? undefined : await encodePng(mask);
    const params = { content: this.#content, style, ...(png && { png }) };
    this.#known.set(style, (await this.#host.request('write', params)).mask);
  }
}
