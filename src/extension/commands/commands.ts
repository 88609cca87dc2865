import * as vscode from 'vscode';

import type { App } from '../app';
import { pick } from '../notices/notify';
import type { Comparison } from '../views/viewer-panel';
import type { ContinuationKind } from './continuation';

type Command = (app: App, ...args: readonly unknown[]) => unknown;

const uriOf = (argument: unknown): vscode.Uri | undefined =>
  argument instanceof vscode.Uri ? argument : undefined;
const urisOf = (argument: unknown): vscode.Uri[] | undefined =>
  Array.isArray(argument) ? argument.filter((uri) => uri instanceof vscode.Uri) : undefined;

/** The run of the focused viewer, unless a notification's button names another. */
const withResult = (
  app: App,
  id: unknown,
  action: (id: string) => Promise<void>,
): Promise<void> | undefined => {
  const named = typeof id === 'string' ? id : app.viewers.active?.id;
  return named === undefined ? undefined : action(named);
};

/** How to compare, in the person's language. */
const comparisons = (): readonly (vscode.QuickPickItem & { readonly id: Comparison })[] => [
  { id: 'swipe', label: vscode.l10n.t('Swipe') },
  { id: 'side-by-side', label: vscode.l10n.t('Side by Side') },
  { id: 'difference', label: vscode.l10n.t('Difference') },
  { id: 'result', label: vscode.l10n.t('Result Only') },
];

async function compare(app: App, argument: unknown): Promise<void> {
  const { active } = app.viewers;
  const chosen =
    comparisons().find((comparison) => comparison.id === argument) ??
    (await pick(comparisons(), { title: vscode.l10n.t('Compare with Original') }));
  // The viewer from before the question took the focus.
  if (chosen) active?.compare(chosen.id);
}

/** Paints on from a result: the file that is named, the run of the focused viewer, or a file that the person chooses. */
async function continued(
  { viewers, store, recall, runActions }: App,
  target: unknown,
  how: ContinuationKind,
): Promise<void> {
  const uri = uriOf(target);
  const id = uri ? store.runs.all.find(({ saved }) => saved === uri.toString())?.id : viewers.active?.id;
  if (id !== undefined) {
    await runActions[how](id);
    return;
  }
  const found = await recall.read(uri);
  if (found) await runActions.continueFile(found, found.file, how);
}

const commands: Readonly<Record<string, Command>> = {
  stylizeImage: (app, uri, uris) => app.actions.stylizeImages(uriOf(uri), urisOf(uris)),
  stylizeFolder: (app, uri) => app.actions.stylizeFolder(uriOf(uri)),
  again: ({ runActions }, uri) => runActions.again(uriOf(uri)),
  againFromImage: async ({ recall, actions }, uri) => {
    if (await recall.choose(uriOf(uri))) await actions.showPanel();
  },
  start: ({ panel, runActions }) => (panel.startTyped() ? undefined : runActions.start()),
  pause: ({ store }) => store.runs.active?.pause(),
  resume: ({ store }) => store.runs.active?.resume(),
  resumeInterrupted: ({ interruptions, runActions }, id) => {
    if (typeof id !== 'string') return interruptions.choose();
    // The button of a notification.
    runActions.resume(id);
    return undefined;
  },
  finishLarger: (app, target) => continued(app, target, 'finishLarger'),
  moreIterations: (app, target) => continued(app, target, 'moreIterations'),
  stop: ({ store }) => store.runs.active?.stop(),
  cancel: ({ store }) => {
    store.runs.active?.cancel();
    store.variants.cancel();
  },
  undo: ({ panel, store }) => (panel.revertTyping() ? undefined : store.undo()),
  redo: ({ store }) => store.redo(),
  paintMask: ({ actions }) => actions.paintMask(),
  tryVariants: ({ actions }) => actions.tryVariants(),
  openRun: ({ store, runActions }) => {
    if (store.runs.active) runActions.open(store.runs.active.id);
  },
  clearQueue: ({ store }) => {
    store.runs.remove(...store.runs.queue.map(({ id }) => id));
  },
  save: (app, id) => withResult(app, id, (result) => app.runActions.save(result)),
  saveAs: (app, id) => withResult(app, id, (result) => app.runActions.saveAs(result)),
  copy: ({ viewers }) => {
    viewers.active?.copy();
  },
  compare,
  chooseDevice: ({ actions }) => actions.chooseDevice(),
  importWeights: ({ actions }) => actions.importWeights(),
  importFastStyle: ({ actions }, uri) => actions.fastStyles.import(uriOf(uri)),
  removeFastStyle: ({ actions }) => actions.fastStyles.remove(),
  trainFastStyle: ({ actions }) => actions.fastStyles.train(),
  downloadWeights: ({ actions }) => actions.downloadWeights(),
  showLog: ({ actions }) => {
    actions.showLog();
  },
  runDiagnostics: (app) => app.openDiagnostics(),
  restartEngine: ({ runActions }) => runActions.restartEngine(),
  savePreset: ({ actions }) => actions.presets.save(),
  choosePreset: ({ actions }) => actions.presets.choose(),
  useRecipeFile: async ({ actions }, uri) => {
    await actions.presets.useFile(uriOf(uri));
    await actions.showPanel();
  },
  openRecipeAsJson: ({ actions }) => actions.openRecipeAsJson(),
  clearStoredPictures: (app) => app.clearStoredPictures(),
  accessibilityHelp: ({ texts }) => texts.showHelp(),
  describeRun: ({ texts, store, viewers }) =>
    texts.showRun(viewers.active ? store.runs.find(viewers.active.id) : store.runs.current),
  openSettings: () => vscode.commands.executeCommand('workbench.action.openSettings', '@ext:stylize.stylize'),
};

/** Every command of package.json. Errors are reported to the person. */
export function registerCommands(app: () => Promise<App>): vscode.Disposable {
  const registered = Object.entries(commands).map(([name, run]) =>
    vscode.commands.registerCommand(`stylize.${name}`, async (...args: readonly unknown[]) => {
      const loaded = await app();
      try {
        await run(loaded, ...args);
      } catch (thrown) {
        loaded.actions.report(thrown);
      }
    }),
  );
  // Needs nothing but VS Code.
  const showPanel = vscode.commands.registerCommand('stylize.showPanel', () =>
    vscode.commands.executeCommand('stylize.panel.focus'),
  );
  return vscode.Disposable.from(...registered, showPanel);
}
