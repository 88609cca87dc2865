import type { PanelState } from '../../src/contracts/panel';
import type { LossPoint, RunView } from '../../src/contracts/run-view';
import type { Drafts } from '../shared/values/drafts';
import type { Actions } from './actions';
import type { Memory } from './memory';

/** Everything that a render of the panel needs. */
export interface Model {
  readonly state: PanelState;
  readonly run: RunView | undefined;
  readonly losses: readonly LossPoint[];
  readonly memory: Memory;
  readonly galleryOpen: boolean;
  readonly drafts: Drafts;
  readonly act: Actions;
}
