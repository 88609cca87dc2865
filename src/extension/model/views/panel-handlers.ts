import type { Handlers } from '../../../channel/channel';
import { StylizeError } from '../../../channel/errors';
import type { PanelContract, PanelFocus, PanelState } from '../../../contracts/panel';
import type { Store } from '../store';
import { runHandlers, type RunHandlersActions } from './run-handlers';

export type Slot = 'content' | 'style';

/** What a person can do in the panel that needs VS Code. */
export interface PanelActions {
  browse(slot: Slot): Promise<void>;
  pickFromWorkspace(slot: Slot): Promise<void>;
  dropUris(slot: Slot, uris: readonly string[]): Promise<void>;
  dropBytes(slot: Slot, name: string, bytes: Uint8Array): Promise<void>;
  addGalleryStyle(name: string): Promise<void>;
  trySample(): Promise<void>;
  paintMask(style: string): Promise<void>;
  removeMask(style: string): Promise<void>;
  browseInitial(): Promise<void>;
  chooseDevice(): Promise<void>;
  tryVariants(): Promise<void>;
  openRecipeAsJson(): Promise<void>;
  readonly presets: {
    save(): Promise<void>;
    use(name: string): Promise<void>;
    choose(): Promise<void>;
  };
  importWeights(): Promise<void>;
  readonly fastStyles: {
    import(): Promise<void>;
    remove(name: string): Promise<void>;
    train(): Promise<void>;
  };
  downloadWeights(): Promise<void>;
  showLog(): void;
  /** Tells the person what went wrong, and what can be done about it. */
  report(thrown: unknown): void;
}

export interface PanelContext {
  readonly store: Store;
  readonly actions: PanelActions;
  readonly runActions: RunHandlersActions;
  /** The state to answer `ready` with. */
  ready(): PanelState;
  onFocus(focus: PanelFocus): void;
}

/** Answers the side panel's requests. */
export function panelHandlers(context: PanelContext): Handlers<PanelContract> {
  const { store, actions, runActions } = context;
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
  return {
    ready: () => context.ready(),
    focus: handle(({ focus }) => {
      context.onFocus(focus);
    }),
    browse: handle(({ slot }) => actions.browse(slot)),
    pickFromWorkspace: handle(({ slot }) => actions.pickFromWorkspace(slot)),
    dropUris: handle(({ slot, uris }) => actions.dropUris(slot, uris)),
    dropBytes: handle(({ slot, name, bytes }) => actions.dropBytes(slot, name, bytes)),
    addGalleryStyle: handle(({ name }) => actions.addGalleryStyle(name)),
    removeStyle: handle(({ uri }) => {
      store.selection.removeStyle(uri);
    }),
    setMix: handle(({ uri, weights }) => {
      store.selection.setMix(weights, uri);
    }),
    paintMask: handle(({ uri }) => actions.paintMask(uri)),
    removeMask: handle(({ uri }) => actions.removeMask(uri)),
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
    ...runHandlers(store, runActions, handle),
    tryVariants: handle(() => actions.tryVariants()),
    cancelVariants: handle(() => {
      store.variants.cancel();
    }),
    adoptVariant: handle(({ name }) => {
      store.variants.adopt(name);
    }),
    closeVariants: handle(() => {
      store.variants.close();
    }),
    dropFromBatch: handle(({ uri }) => {
      store.selection.setContents(store.selection.batch.filter((picture) => picture.uri !== uri));
    }),
    openRecipeAsJson: handle(() => actions.openRecipeAsJson()),
    savePreset: handle(() => actions.presets.save()),
    usePreset: handle(({ name }) => actions.presets.use(name)),
    choosePreset: handle(() => actions.presets.choose()),
    importWeights: handle(() => actions.importWeights()),
    importFastStyle: handle(() => actions.fastStyles.import()),
    trainFastStyle: handle(() => actions.fastStyles.train()),
    removeFastStyle: handle(({ name }) => actions.fastStyles.remove(name)),
    downloadWeights: handle(() => actions.downloadWeights()),
    showLog: handle(() => {
      actions.showLog();
    }),
  };
}
