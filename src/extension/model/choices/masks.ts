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
 * what was painted with the old one can be repeated. Unused files are removed at the next start: until then a change
 * can be undone.
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
   * Sets or removes the mask of a style for a content picture. Neither needs to be chosen any more: the last strokes may
   * arrive late.
   *
   * @returns the mask's address
   */
  async write(content: string, style: string, png: Uint8Array | undefined): Promise<string | undefined> {
    const { files, selection } = this.#options;
    const uri = png && (await files.keepMask(png));
    selection.setMask(content, style, uri);
    return uri;
  }

  /** Removes the mask of a chosen style for the chosen content. The returned function restores it. */
  take(style: string): (() => void) | undefined {
    const { selection } = this.#options;
    const { mask } = selection.choices.styles.find(({ uri }) => uri === style) ?? {};
    if (!mask) return undefined;
    selection.setMask(mask.content, style, undefined);
    return () => {
      selection.setMask(mask.content, style, mask.uri);
    };
  }

  /** Addresses of all masks that a run can still use. */
  get used(): ReadonlySet<string> {
    const { selection, runs } = this.#options;
    const ofRuns = runs.all.flatMap(({ subject }) => urisIn(subject.choices));
    return new Set([...selection.masks.map(({ uri }) => uri), ...ofRuns]);
  }
}

const urisIn = ({ styles }: Choices): string[] => styles.flatMap(({ mask }) => (mask ? [mask.uri] : []));
