import type { PanelState } from '../../src/contracts/panel';
import { translated } from '../shared/language';

/** The state with the titles and descriptions of what ships with Stylize in the language of the page. */
export function translatedState(state: PanelState): PanelState {
  const { recipe, original, run } = state;
  return {
    ...state,
    styles: state.styles.map((style) => ({ ...style, name: translated(style.name) })),
    gallery: state.gallery.map(inLanguage),
    recipes: state.recipes.map(inLanguage),
    devices: state.devices.map((device) => ({ ...device, title: translated(device.title) })),
    networks: state.networks.map((network) => ({ ...network, title: translated(network.title) })),
    ...(recipe && { recipe: inLanguage(recipe) }),
    ...(original && { original: inLanguage(original) }),
    ...(run && { run: madeOf(run) }),
    queue: state.queue.map(madeOf),
    history: state.history.map(madeOf),
  };
}

const inLanguage = <T extends { readonly title: string; readonly description: string }>(about: T): T => ({
  ...about,
  title: translated(about.title),
  description: translated(about.description),
});

const madeOf = <T extends { readonly recipe: string; readonly styles: string[] }>(run: T): T => ({
  ...run,
  recipe: translated(run.recipe),
  styles: run.styles.map(translated),
});
