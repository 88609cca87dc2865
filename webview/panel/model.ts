import * as z from 'zod';

import type { PanelState } from '../../src/contracts/panel';
import type { LossPoint, RunView } from '../../src/contracts/run-view';
import type { Drafts } from '../shared/values/drafts';
import type { Actions } from './actions';

/** What the panel keeps for itself: no business of the host's. */
export const memorySchema = z
  .object({
    options: z.boolean().catch(true),
    advanced: z.boolean().catch(false),
    history: z.boolean().catch(false),
    queue: z.boolean().catch(true),
    chart: z.boolean().catch(false),
  })
  .catch({ options: true, advanced: false, history: false, queue: true, chart: false });
export type Memory = Readonly<z.infer<typeof memorySchema>>;

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
