import type { MaskEditorState } from '../../src/contracts/mask-editor';
import type { Memory } from './memory';

export interface StyleView {
  readonly uri: string;
  readonly name: string;
  readonly thumbnail: string | undefined;
  /** `#rrggbb` */
  readonly color: string;
  /** The share of the picture that its mask covers; undefined without a mask. */
  readonly coverage: number | undefined;
}

/** Everything that a render of the editor panel needs. */
export interface Model {
  readonly content: MaskEditorState['content'];
  readonly styles: readonly StyleView[];
  /** The one that is painted. */
  readonly style: StyleView | undefined;
  /** The longer side of the picture in pixels; undefined while there is nothing to paint on. */
  readonly length: number | undefined;
  readonly memory: Memory;
  readonly erases: boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly zoom: number;
  readonly isFitted: boolean;
  /** In place of the picture. */
  readonly message: string | undefined;
  readonly notice: string | undefined;
  readonly isHelpOpen: boolean;
  readonly stage: HTMLElement;
  readonly act: MaskActions;
}

export interface MaskActions {
  choose(style: string): void;
  remember(memory: Partial<Memory>): void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly fill: () => void;
  readonly clear: () => void;
  readonly invert: () => void;
  readonly load: () => void;
  readonly saveAs: () => void;
  /** The colour that the painted style's region is shown in, `#rrggbb`; without one, its usual. */
  readonly setColor: (color?: string) => void;
  readonly showPanel: () => void;
  readonly zoomStep: (direction: 1 | -1) => void;
  readonly actualSize: () => void;
  readonly fit: () => void;
  readonly showHelp: (open: boolean) => void;
}
