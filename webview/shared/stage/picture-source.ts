import type { Size } from './view';

/** Something that can be drawn. */
export interface Drawable extends Size {
  readonly image: CanvasImageSource;
}

/** The latest preview, a bitmap that has to be closed. */
export class PreviewPicture {
  #bitmap: ImageBitmap | undefined;

  get drawable(): Drawable | undefined {
    const bitmap = this.#bitmap;
    return bitmap && { image: bitmap, width: bitmap.width, height: bitmap.height };
  }

  /** Rejects when the bytes are not a picture; then the previous one stays. */
  async set(png: Uint8Array<ArrayBuffer>): Promise<void> {
    const bitmap = await createImageBitmap(new Blob([png], { type: 'image/png' }));
    this.#bitmap?.close();
    this.#bitmap = bitmap;
  }
}

/** A picture with an address, loaded when the address changes. */
export class LoadedPicture {
  #uri: string | undefined;
  #drawable: Drawable | undefined;
  #drawableUri: string | undefined;
  #failed = false;
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get drawable(): Drawable | undefined {
    return this.#drawable;
  }

  /** The address of what can be drawn. */
  get drawableUri(): string | undefined {
    return this.#drawableUri;
  }

  get hasFailed(): boolean {
    return this.#failed;
  }

  /** The current picture stays until the new one can be drawn. */
  load(uri: string | undefined): void {
    if (uri === this.#uri) return;
    this.#uri = uri;
    this.#failed = false;
    if (uri === undefined) {
      this.#drawable = undefined;
      this.#drawableUri = undefined;
      this.#onChange();
      return;
    }
    decode(uri).then(
      (image) => {
        if (uri !== this.#uri) return;
        this.#drawable = { image, width: image.naturalWidth, height: image.naturalHeight };
        this.#drawableUri = uri;
        this.#onChange();
      },
      () => {
        if (uri !== this.#uri) return;
        this.#failed = true;
        this.#onChange();
      },
    );
  }
}

/** Loads the picture so that it can be copied, if its address allows that; otherwise only visible. */
async function decode(uri: string): Promise<HTMLImageElement> {
  try {
    return await decodeOne(uri, 'anonymous');
  } catch {
    return decodeOne(uri, null);
  }
}

async function decodeOne(uri: string, crossOrigin: string | null): Promise<HTMLImageElement> {
  const image = new Image();
  image.crossOrigin = crossOrigin;
  image.src = uri;
  await image.decode();
  return image;
}
