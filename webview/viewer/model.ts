import type { LossPoint, RunView } from '../../src/contracts/run-view';
import type { ViewerState } from '../../src/contracts/viewer';
import type { Comparison } from './memory';

/** Everything that a render of the panel needs, and what a person can do in it. */
export interface Model {
  readonly state: ViewerState;
  readonly run: RunView | undefined;
  readonly losses: readonly LossPoint[];
  readonly comparison: Comparison;
  /** What it is compared with. */
  readonly against: ViewerState['others'][number] | undefined;
  readonly canCompare: boolean;
  readonly canCopy: boolean;
  /** Shown instead of a picture. */
  readonly message: string | undefined;
  readonly isFitted: boolean;
  readonly zoom: number;
  readonly isHelpOpen: boolean;
  /** Whether the last copy succeeded. */
  readonly notice: string | undefined;
  readonly stage: HTMLElement;
  readonly act: ViewerActions;
}

export interface ViewerActions {
  send(
    name:
      | 'save'
      | 'saveAs'
      | 'reveal'
      | 'pause'
      | 'resume'
      | 'stop'
      | 'resumeRun'
      | 'finishLarger'
      | 'moreIterations'
      | 'showPanel'
      | 'showLog',
  ): void;
  compare(comparison: Comparison): void;
  /** With the result of another run, or with the original. */
  compareWith(id: string | undefined): void;
  readonly zoomStep: (direction: 1 | -1) => void;
  readonly actualSize: () => void;
  readonly fit: () => void;
  copy(): void;
  readonly showHelp: (open: boolean) => void;
}
