import type { EngineStatus } from '../../client/engine-status';
import type { MaskEditorState } from '../../protocol/mask-editor';
import type { PanelState, PictureView, RunView, ViewerState } from '../../protocol/panel';
import type { HistoryRecord } from './history';
import { maskOf } from './masks';
import type { RunSession } from './run-session';
import type { Picture, StyleChoice } from './selection';
import type { Store } from './store';

/** An address under which a webview can show a picture; undefined when there is none, or none yet. */
export type Show = (uri: string) => string | undefined;

export interface PanelSurroundings {
  readonly gallery: PanelState['gallery'];
  readonly trusted: boolean;
  readonly show: Show;
}

export function panelState(store: Store, { gallery, trusted, show }: PanelSurroundings): PanelState {
  const { choices } = store.selection;
  const { catalogue, applied, missingRecipe, selection } = store;
  const run = store.runs.current;
  const original = catalogue.known(choices.recipe);
  const variants = store.variants.view(show);
  return {
    ...(choices.content && { content: pictureView(choices.content, show) }),
    styles: choices.styles.map((style) => styleView(style, choices.content?.uri, show)),
    gallery,
    recipes: [...catalogue.recipes],
    ...(applied && { recipe: applied.recipe }),
    ...(original && { original }),
    changed: Object.keys(choices.changes),
    setAside: [...(applied?.setAside ?? [])],
    ...(missingRecipe !== undefined && { missingRecipe }),
    live: [...store.live.keys],
    canUndo: selection.canUndo,
    canRedo: selection.canRedo,
    devices: [...catalogue.devices],
    device: choices.device,
    networks: [...catalogue.networks],
    engine: engineView(store.engine.status),
    ...(run && { run: runView(run, store, show) }),
    history: store.history.records.map((record) => historyView(record, show)),
    ...(variants && { variants }),
    trusted,
  };
}

/** `since`: only the losses after this iteration. */
export function runView(session: RunSession, store: Store, show: Show, since?: number): RunView {
  const { subject, plan, progress, outcome, id, state } = session;
  const record = store.history.find(id);
  const size = plan && { width: plan.width, height: plan.height };
  return {
    id,
    state,
    content: pictureView(subject.content, show),
    recipe: subject.title,
    ...(plan && { device: plan.device, network: plan.network }),
    iteration: outcome?.result?.iterations ?? progress?.iteration ?? 0,
    iterations: plan?.iterations ?? subject.iterations,
    ...size,
    scale: progress?.scale ?? 0,
    scales: plan?.scales.length ?? 1,
    iterationsPerSecond: progress?.iterationsPerSecond ?? 0,
    secondsElapsed: outcome?.result?.seconds ?? progress?.secondsElapsed ?? 0,
    secondsLeft: outcome ? 0 : (progress?.secondsLeft ?? 0),
    losses: session.losses.since(since),
    ...(record && { result: { uri: record.saved ?? record.uri, name: nameOf(record) } }),
    ...(outcome?.error && { error: outcome.error.toData() }),
  };
}

/** What an editor panel shows of a run that goes on, has ended, or ended in an earlier window. */
export function viewerState(id: string, store: Store, show: Show): ViewerState {
  const { current } = store.runs;
  const session = current?.id === id ? current : undefined;
  const record = store.history.find(id);
  const content = session?.subject.content ?? record?.choices.content;
  const original = content && show(content.uri);
  const result = record && show(record.uri);
  const plan = session?.plan;
  const size = record ?? plan;
  return {
    id,
    ...(session && { run: runView(session, store, show) }),
    name: content?.name ?? '',
    ...(original !== undefined && { original }),
    ...(result !== undefined && { result }),
    recipe: session?.subject.title ?? record?.recipe ?? '',
    ...(size && { width: size.width, height: size.height }),
    ...(record && { seconds: record.seconds }),
  };
}

function pictureView({ uri, name }: Picture, show: Show): PictureView {
  const thumbnail = show(uri);
  return { uri, name, ...(thumbnail !== undefined && { thumbnail }) };
}

function styleView(
  style: StyleChoice,
  content: string | undefined,
  show: Show,
): PanelState['styles'][number] {
  const mask = maskOf(style, content);
  const thumbnail = mask === undefined ? undefined : show(mask);
  return {
    ...pictureView(style, show),
    weight: style.weight,
    ...(mask !== undefined && { mask: { ...(thumbnail !== undefined && { thumbnail }) } }),
  };
}

/** What the editor panel for masks shows. `canBeShown`: whether webviews show a picture of this address. */
export function maskEditorState(
  store: Store,
  show: Show,
  canBeShown: (uri: string) => boolean,
): MaskEditorState {
  const { content, styles } = store.selection.choices;
  const shown = content && show(content.uri);
  return {
    ...(content && {
      content: {
        uri: content.uri,
        name: content.name,
        canBeShown: canBeShown(content.uri),
        ...(shown !== undefined && { shown }),
      },
    }),
    styles: styles.map((style) => {
      const mask = maskOf(style, content?.uri);
      return { ...pictureView(style, show), ...(mask !== undefined && { mask }) };
    }),
  };
}

function historyView(record: HistoryRecord, show: Show): PanelState['history'][number] {
  const { id, uri, recipe, width, height, seconds, finishedAt } = record;
  const thumbnail = show(uri);
  return {
    id,
    uri: record.saved ?? uri,
    name: nameOf(record),
    ...(thumbnail !== undefined && { thumbnail }),
    recipe,
    width,
    height,
    seconds,
    finishedAt,
  };
}

/** The name of the file that the person sees. */
function nameOf({ saved, name }: HistoryRecord): string {
  const last = saved?.slice(saved.lastIndexOf('/') + 1);
  return last === undefined ? name : decodeURIComponent(last);
}

export function engineView({ state, engine, error }: EngineStatus): PanelState['engine'] {
  return { state, detail: error?.message ?? engine?.runtimeName ?? '' };
}
