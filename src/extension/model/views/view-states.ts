import { isDeepStrictEqual } from 'node:util';

import type { EngineStatus } from '../../../client/engine-status';
import type { MaskEditorState } from '../../../contracts/mask-editor';
import type { PanelState } from '../../../contracts/panel';
import { maskOf, type StyleChoice } from '../choices/choices';
import type { Run } from '../runs/run';
import type { Store } from '../store';
import { pictureView, runEntry, runView, type Show } from './run-views';

export interface PanelSurroundings {
  readonly gallery: PanelState['gallery'];
  readonly trusted: boolean;
  readonly downloads: PanelState['downloads'];
  readonly show: Show;
  /** Where a picture is, in words. */
  readonly place: (uri: string) => string;
}

export function panelState(
  store: Store,
  { gallery, trusted, downloads, show, place }: PanelSurroundings,
): PanelState {
  const { choices } = store.selection;
  const forecast = store.forecasts.current;
  const { catalog, applied, missingRecipe, selection } = store;
  const run = shownRun(store);
  const original = catalog.known(choices.recipe);
  const preset = store.presets.matching(choices);
  const variants = store.variants.view(show);
  return {
    ...(choices.content && {
      content: { ...pictureView(choices.content, show), place: place(choices.content.uri) },
    }),
    batch: store.selection.batch.map((picture) => pictureView(picture, show)),
    styles: choices.styles.map((style) => styleView(style, choices.content?.uri, show)),
    gallery,
    recipes: [...catalog.recipes],
    ...(applied && { recipe: applied.recipe }),
    ...(original && { original }),
    presets: store.presets.all.map(({ name }) => name),
    ...(preset && { preset: preset.name }),
    changed: Object.keys(choices.changes),
    setAside: [...(applied?.setAside ?? [])],
    ...(missingRecipe !== undefined && { missingRecipe }),
    live: [...store.live.keys],
    canUndo: selection.canUndo,
    canRedo: selection.canRedo,
    ...(forecast && { forecast }),
    devices: [...catalog.devices],
    device: choices.device,
    networks: [...catalog.networks],
    downloads,
    engine: engineView(store.engine.status),
    ...(run && { run: runView(run, show) }),
    queue: store.runs.all.filter((run) => run.isQueued).map((run) => runEntry(run, show)),
    held: store.runs.isHeld,
    history: store.runs.ended.map((run) => runEntry(run, show)),
    ...(variants && { variants }),
    trusted,
  };
}

/** A run that has ended is shown next to the buttons only as long as the choices are still the ones it was made with. */
export function shownRun({ runs, selection }: Store): Run | undefined {
  const { current } = runs;
  if (!current || current.isActive) return current;
  if (current.isRemoved) return undefined;
  const { choices } = current.subject;
  const isOfPicture = choices.content?.uri === selection.choices.content?.uri;
  // The change may have fixed the error.
  const isStillTrue = !current.end?.error || isDeepStrictEqual(choices, selection.choices);
  return isOfPicture && isStillTrue ? current : undefined;
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
  const colors = store.maskColors.all;
  return {
    ...(content && {
      content: {
        uri: content.uri,
        name: content.name,
        canBeShown: canBeShown(content.uri),
        ...(shown !== undefined && { shown }),
      },
    }),
    styles: styles.map((style, index) => {
      const mask = maskOf(style, content?.uri);
      return { ...pictureView(style, show), color: colors[index]!, ...(mask !== undefined && { mask }) };
    }),
  };
}

export function engineView({ state, engine, error }: EngineStatus): PanelState['engine'] {
  return { state, detail: error?.words.message ?? engine?.runtimeName ?? '' };
}
