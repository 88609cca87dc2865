import type { Answer, Call } from './answer';
import { drawnSheet } from './pictures';
import type { ToolInput } from './tools';
import type { Workshop } from './workshop';

const columns = 5;

/** The styles that ship, the recipes and the networks. */
export async function listStyles(
  _: ToolInput<'list_styles'>,
  workshop: Workshop,
  call: Call,
): Promise<Answer> {
  const { signal } = call;
  const { styles, usualRecipe } = workshop;
  const recipes = await workshop.request('recipes', {}, { signal });
  const networks = (await workshop.request('networks', {}, { signal })).filter(({ installed }) => installed);
  const cells = await Promise.all(
    styles.map(async (style) => ({ title: style.name, picture: await workshop.pathOf(style) })),
  );
  const rows = Array.from({ length: Math.ceil(cells.length / columns) }, (_, row) =>
    cells.slice(row * columns, (row + 1) * columns),
  );
  const text = [
    'Styles that ship with Stylize, for the "styles" of stylize_image:',
    ...styles.map(({ name, title, description }) => `- ${name}: ${title}. ${description}`),
    'Any picture of the workspace can be a style too.',
    '',
    `Recipes, for "recipe" (${usualRecipe} if none is named):`,
    ...recipes.map(({ name, title, description }) => `- ${name}: ${title}. ${description}`),
    '',
    `Networks that are installed, for the setting "network": ${networks.map(({ name }) => name).join(', ')}.`,
  ].join('\n');
  const data = {
    styles: styles.map(({ name, title, description }) => ({ name, title, description })),
    recipes,
    usualRecipe,
    networks: networks.map(({ name, title }) => ({ name, title })),
  };
  return { text, data, picture: await drawnSheet({ rows }, workshop, call) };
}
