import type { Runs } from '../runs/runs';
import type { Choices } from './choices';
import { findMask } from './mask-book';
import type { Selection } from './selection';

/** Where the files of masks are. */
export interface MaskFiles {
  /** Keeps a mask in a file of its own and returns its address. */
  keepMask(png: Uint8Array): Promise<string>;
  read(uri: string): Promise<Uint8Array>;
}

export interface MasksOptions {
  readonly selection: Selection;
  readonly runs: Runs;
  readonly files: MaskFiles;
}

/**
 * The regions of content pictures that styles are kept to. A mask never changes: a new one takes its place, so that
 * what was painted with the old one can be repeated. Files that nobody needs any more are left for the next start to
 * remove: until then a change can be undone.
 */
export class Masks {
  readonly #options: MasksOptions;

  constructor(options: MasksOptions) {
    this.#options = options;
  }

  /** The file of a style's mask for a content picture; undefined when it has none. */
  async read(content: string, style: string): Promise<Uint8Array | undefined> {
    const uri = findMask(this.#options.selection.masks, { content, style });
    return uri === undefined ? undefined : this.#options.files.read(uri);
  }

  /**
   * Gives a style another mask for a content picture, or none. Both may have been left for others meanwhile: what was
   * painted last still comes.
   *
   * @returns the mask's address
   */
  async write(content: string, style: string, png: Uint8Array | undefined): Promise<string | undefined> {
    const { files, selection } = this.#options;
    const uri = png && (await files.keepMask(png));
    selection.setMask(content, style, uri);
    return uri;
  }

  /** Takes away the mask that a chosen style has for the chosen content; what it returns gives it back. */
  take(index: number): (() => void) | undefined {
    const { selection } = this.#options;
    const { uri: style, mask } = selection.choices.styles[index] ?? {};
    if (style === undefined || !mask) return undefined;
    selection.setMask(mask.content, style, undefined);
    return () => {
      selection.setMask(mask.content, style, mask.uri);
    };
  }

  /** Addresses of all masks that something can be painted or repeated with. */
  get used(): ReadonlySet<string> {
    const { selection, runs } = this.#options;
    const ofRuns = runs.all.flatMap(({ subject }) => urisIn(subject.choices));
    return new Set([...selection.masks.map(({ uri }) => uri), ...ofRuns]);
  }
}

const urisIn = ({ styles }: Choices): string[] => styles.flatMap(({ mask }) => (mask ? [mask.uri] : []));
