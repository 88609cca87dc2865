import type { Command } from 'commander';

import { recipeArgument } from '../options/paths';
import { collectSettings } from '../options/settings';
import { setOption } from '../options/shared';
import type { Session } from '../session';
import { printable } from '../text/format';
import { formatTable } from '../text/table';
import { refuseOperands } from './group';

const examples = `
Examples:
  $ stylize recipes
  $ stylize recipes show studio > mine.json
  $ stylize run photo.jpg --style painting.jpg --recipe mine.json`;

export function addRecipesCommand(program: Command, session: Session): void {
  const list = () => listRecipes(session);
  const recipes = program
    .command('recipes')
    .summary('list the recipes, or show one')
    .description('List the recipes, or show one.')
    .addHelpText('after', examples);
  refuseOperands(recipes).action(list);
  recipes.command('list', { hidden: true }).description('List the recipes.').action(list);
  recipes
    .command('show')
    .description('Print a whole recipe as JSON, ready to be saved and edited.')
    .argument('<name|file>', 'a recipe by name, or a .json file')
    .addOption(setOption())
    .action((recipe: string, { set }: { readonly set?: readonly string[] }) =>
      showRecipe(recipe, set, session),
    );
}

async function listRecipes(session: Session): Promise<void> {
  const recipes = await session.request('recipes', {});
  if (session.json) {
    session.printJson(recipes);
    return;
  }
  const rows = recipes.map(({ name, title, description }) => [name, `${title}: ${description}`]);
  for (const line of formatTable(rows)) session.print(printable(line));
}

async function showRecipe(
  recipe: string,
  assignments: readonly string[] | undefined,
  session: Session,
): Promise<void> {
  const { cwd } = session.environment;
  const whole = await session.request('recipe', {
    recipe: recipeArgument(recipe, cwd),
    settings: collectSettings({}, assignments, cwd),
  });
  if (session.json) session.printJson(whole);
  else session.print(JSON.stringify(whole, undefined, 2));
}
