import type { LossPoint, RunView, ViewerState } from '../../src/protocol/panel';
import type { Comparison } from './memory';

/** Everything that a render of the panel needs, and what a person can do in it. */
export interface Model {
  readonly state: ViewerState;
  readonly run: RunView | undefined;
  readonly losses: readonly LossPoint[];
  readonly comparison: Comparison;
  readonly canCompare: boolean;
  readonly canCopy: boolean;
  /** In place of a picture. */
  readonly message: string | undefined;
  readonly isFitted: boolean;
  readonly zoom: number;
  readonly isHelpOpen: boolean;
  /** What the last copying came to. */
  readonly notice: string | undefined;
  readonly stage: HTMLElement;
  readonly act: ViewerActions;
}

export interface ViewerActions {
  send(name: 'save' | 'saveAs' | 'pause' | 'resume' | 'stop' | 'showPanel' | 'showLog'): void;
  compare(comparison: Comparison): void;
  readonly zoomStep: (direction: 1 | -1) => void;
  readonly actualSize: () => void;
  readonly fit: () => void;
  copy(): void;
  readonly showHelp: (open: boolean) => void;
}
