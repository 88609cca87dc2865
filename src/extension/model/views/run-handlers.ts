import { StylizeError } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import type { Choice } from '../../../contracts/engine';
import type { Run } from '../runs/run';
import type { Store } from '../store';

/** What a person can do with runs that needs VS Code. */
export interface RunHandlersActions {
  start(): Promise<void>;
  applyChoice(choice: Choice): Promise<void>;
  resume(id: string): void;
  discardInterrupted(id: string): void;
  finishLarger(id: string): Promise<void>;
  moreIterations(id: string): Promise<void>;
  repeat(id: string): Promise<void>;
  open(id: string): void;
  save(id: string): Promise<void>;
  reveal(id: string): Promise<void>;
  discard(): Promise<void>;
  restartEngine(): Promise<void>;
}

type Handle = <P>(action: (params: P) => unknown) => (params: P) => Promise<Record<string, never>>;

/** Answers the side panel's requests about runs. `handle` reports errors to the person. */
export function runHandlers(
  { runs, selection, catalog }: Store,
  actions: RunHandlersActions,
  handle: Handle,
) {
  const withActive = (action: (run: Run) => unknown) =>
    handle(async () => {
      if (runs.active) await action(runs.active);
    });
  const find = (id: string) => {
    const found = runs.find(id);
    if (!found) throw new StylizeError('file-not-found', l10n.t`That picture is no longer in the history.`);
    return found;
  };
  const withId = (action: (id: string) => unknown) => handle(({ id }: { id: string }) => action(find(id).id));
  return {
    start: handle(() => actions.start()),
    applyChoice: handle(({ choice }: { choice: Choice }) => actions.applyChoice(choice)),
    pause: withActive((run) => run.pause()),
    resume: withActive((run) => run.resume()),
    stop: withActive((run) => run.stop()),
    cancel: handle(() => actions.discard()),
    openRun: withId((id) => {
      actions.open(id);
    }),
    saveRun: withId((id) => actions.save(id)),
    revealRun: withId((id) => actions.reveal(id)),
    reuseRun: handle(({ id }: { id: string }) => {
      const { choices } = find(id).subject;
      selection.use(choices);
      return catalog.recipe(choices.recipe);
    }),
    repeatRun: withId((id) => actions.repeat(id)),
    resumeRun: withId((id) => {
      actions.resume(id);
    }),
    discardRun: withId((id) => {
      actions.discardInterrupted(id);
    }),
    finishLarger: withId((id) => actions.finishLarger(id)),
    moreIterations: withId((id) => actions.moreIterations(id)),
    removeRun: withId((id) => {
      runs.remove(id);
    }),
    restoreRun: withId((id) => {
      runs.restore(id);
    }),
    dismissRun: withId((id) => {
      runs.dismiss(id);
    }),
    moveRun: handle(({ id, by }: { id: string; by: number }) => {
      runs.move(id, by);
    }),
    clearQueue: handle(() => {
      runs.remove(...runs.queue.map(({ id }) => id));
    }),
    restoreQueue: handle(() => {
      runs.restore(...runs.all.filter((run) => run.isQueued && run.isRemoved).map(({ id }) => id));
    }),
    continueQueue: handle(() => {
      runs.continue();
    }),
    restartEngine: handle(() => actions.restartEngine()),
  };
}
