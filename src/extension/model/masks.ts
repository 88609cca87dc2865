import type { History } from './history';
import type { Runs } from './runs';
import type { Choices, Selection, StyleChoice } from './selection';

/** Where the files of masks are. */
export interface MaskFiles {
  /** Keeps a mask in a file of its own and returns its address. */
  keepMask(png: Uint8Array): Promise<string>;
  read(uri: string): Promise<Uint8Array>;
}

export interface MasksOptions {
  readonly selection: Selection;
  readonly history: History;
  readonly runs: Runs;
  readonly files: MaskFiles;
}

/** The mask of a style, if it is one of this content picture: of another it would be meaningless. */
export function maskOf({ mask }: StyleChoice, content: string | undefined): string | undefined {
  return mask?.content === content ? mask?.uri : undefined;
}

/**
 * The regions of the content that the chosen styles are kept to. A mask never changes: a new one takes its place, so
 * that what was painted with the old one can be repeated. Files that nobody needs any more are left for the next
 * start to remove: VS Code keeps choices some seconds later than they are made, and a window that is reloaded before
 * that comes back with older ones.
 */
export class Masks {
  readonly #options: MasksOptions;

  constructor(options: MasksOptions) {
    this.#options = options;
  }

  /** The file of a style's mask; undefined when it has none. */
  async read(content: string, style: string): Promise<Uint8Array | undefined> {
    const found = this.#style(content, style);
    const uri = found && maskOf(found, content);
    return uri === undefined ? undefined : this.#options.files.read(uri);
  }

  /** Gives a style another mask, or none. Its address; undefined also for what is no longer chosen. */
  async write(content: string, style: string, png: Uint8Array | undefined): Promise<string | undefined> {
    if (!this.#style(content, style)) return undefined;
    const uri = png && (await this.#options.files.keepMask(png));
    this.#options.selection.setMask(style, uri === undefined ? undefined : { uri, content });
    return uri;
  }

  /** Takes a style's mask away; what it returns gives it back. */
  take(index: number): (() => void) | undefined {
    const { selection } = this.#options;
    const style = selection.choices.styles[index];
    const mask = style?.mask;
    if (!mask) return undefined;
    selection.setMask(style.uri, undefined);
    return () => {
      selection.setMask(style.uri, mask);
    };
  }

  #style(content: string, style: string): StyleChoice | undefined {
    const { choices } = this.#options.selection;
    return choices.content?.uri === content ? choices.styles.find(({ uri }) => uri === style) : undefined;
  }

  /** Addresses of all masks that something can be painted or repeated with. */
  get used(): ReadonlySet<string> {
    const { selection, history, runs } = this.#options;
    const current = runs.current?.subject.choices;
    const records = history.records.map(({ choices }) => choices);
    return new Set([selection.choices, ...(current ? [current] : []), ...records].flatMap(urisIn));
  }
}

const urisIn = ({ styles }: Choices): string[] => styles.flatMap(({ mask }) => (mask ? [mask.uri] : []));
