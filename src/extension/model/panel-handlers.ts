import type { Handlers } from '../../protocol/channel';
import { StylizeError } from '../../protocol/errors';
import type { PanelContract, PanelState } from '../../protocol/panel';
import type { RunSession } from './run-session';
import type { Store } from './store';

export type Slot = 'content' | 'style';

/** What a person can ask for and only VS Code can do. */
export interface PanelActions {
  browse(slot: Slot): Promise<void>;
  pickFromWorkspace(slot: Slot): Promise<void>;
  dropUris(slot: Slot, uris: readonly string[]): Promise<void>;
  dropBytes(slot: Slot, name: string, bytes: Uint8Array): Promise<void>;
  addGalleryStyle(name: string): Promise<void>;
  trySample(): Promise<void>;
  paintMask(index: number): Promise<void>;
  removeMask(index: number): Promise<void>;
  browseInitial(): Promise<void>;
  chooseDevice(): Promise<void>;
  start(): Promise<void>;
  tryVariants(): Promise<void>;
  openRun(id: string): Promise<void>;
  openRecipeAsJson(): Promise<void>;
  importWeights(): Promise<void>;
  downloadWeights(): Promise<void>;
  restartEngine(): Promise<void>;
  showLog(): void;
  /** Tells the person what went wrong, and what can be done about it. */
  report(thrown: unknown): void;
}

export interface PanelContext {
  readonly store: Store;
  readonly actions: PanelActions;
  /** The state to answer `ready` with. */
  ready(): PanelState;
}

/** Answers the side panel. */
export function panelHandlers(context: PanelContext): Handlers<PanelContract> {
  const { store, actions } = context;
  const handle =
    <P>(action: (params: P) => unknown) =>
    async (params: P): Promise<Record<string, never>> => {
      try {
        await action(params);
        return {};
      } catch (thrown) {
        if (StylizeError.from(thrown).code !== 'cancelled') actions.report(thrown);
        throw thrown;
      }
    };
  const withRun = (action: (run: RunSession) => unknown) =>
    handle(async () => {
      const run = store.runs.active;
      if (run) await action(run);
    });
  const record = (id: string) => {
    const found = store.history.find(id);
    if (!found) throw new StylizeError('file-not-found', 'That picture is no longer in the history.');
    return found;
  };
  return {
    ready: () => context.ready(),
    browse: handle(({ slot }) => actions.browse(slot)),
    pickFromWorkspace: handle(({ slot }) => actions.pickFromWorkspace(slot)),
    dropUris: handle(({ slot, uris }) => actions.dropUris(slot, uris)),
    dropBytes: handle(({ slot, name, bytes }) => actions.dropBytes(slot, name, bytes)),
    addGalleryStyle: handle(({ name }) => actions.addGalleryStyle(name)),
    removeStyle: handle(({ index }) => {
      store.selection.removeStyle(index);
    }),
    setMix: handle(({ weights }) => {
      store.selection.setMix(weights);
    }),
    paintMask: handle(({ index }) => actions.paintMask(index)),
    removeMask: handle(({ index }) => actions.removeMask(index)),
    selectRecipe: handle(({ name }) => store.selectRecipe(name)),
    change: handle(({ key, value }) => store.change(key, value)),
    reset: handle(({ key }) => store.reset(key)),
    undo: handle(() => store.undo()),
    redo: handle(() => store.redo()),
    browseInitial: handle(() => actions.browseInitial()),
    chooseDevice: handle(() => actions.chooseDevice()),
    selectDevice: handle(({ device }) => {
      store.selectDevice(device);
    }),
    trySample: handle(() => actions.trySample()),
    start: handle(() => actions.start()),
    tryVariants: handle(() => actions.tryVariants()),
    cancelVariants: handle(() => {
      store.variants.cancel();
    }),
    adoptVariant: handle(({ index }) => {
      store.variants.adopt(index);
    }),
    closeVariants: handle(() => {
      store.variants.close();
    }),
    pause: withRun((run) => run.pause()),
    resume: withRun((run) => run.resume()),
    stop: withRun((run) => run.stop()),
    cancel: withRun((run) => {
      run.cancel();
    }),
    openRun: handle(async () => {
      const run = store.runs.current;
      if (run) await actions.openRun(run.id);
    }),
    openHistory: handle(({ id }) => actions.openRun(record(id).id)),
    reuseHistory: handle(({ id }) => {
      store.selection.use(record(id).choices);
      return store.catalogue.recipe(store.selection.choices.recipe);
    }),
    removeHistory: handle(({ id }) => {
      store.history.remove(id);
    }),
    openRecipeAsJson: handle(() => actions.openRecipeAsJson()),
    importWeights: handle(() => actions.importWeights()),
    downloadWeights: handle(() => actions.downloadWeights()),
    restartEngine: handle(() => actions.restartEngine()),
    showLog: handle(() => {
      actions.showLog();
    }),
  };
}
