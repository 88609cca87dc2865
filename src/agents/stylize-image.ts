import { isAbsolute } from 'node:path';

import { StylizeError } from '../channel/errors';
import { isPath, isRecipeFile, withPaths } from '../recipe/files';
import type { Answer, Call } from './answer';
import { answerOf, wait } from './following';
import type { ToolInput } from './tools';
import type { NamedPicture, Order, Workshop } from './workshop';

/** Most MCP clients give a call up after a minute. */
const usualWaitSeconds = 50;

type Input = ToolInput<'stylize_image'>;

/** Paints a picture, and waits for it as long as the caller wants. */
export async function stylizeImage(input: Input, workshop: Workshop, call: Call): Promise<Answer> {
  const { signal } = call;
  const content = await workshop.picture(input.image);
  const styles = await Promise.all(
    input.styles.map(async ({ style, weight = 1 }) => ({ ...(await styleOf(style, workshop)), weight })),
  );
  const twice = styles.find(({ address }, index) =>
    styles.some((each, i) => i < index && each.address === address),
  );
  if (twice)
    throw new StylizeError('usage', `The style ${twice.name} is named twice.`, { hint: 'Give it a weight.' });
  const output = input.output === undefined ? undefined : await workshop.file(input.output);
  if (output !== undefined) await workshop.request('checkOutput', { path: output }, { signal });
  const method = await methodOf(input, workshop, signal);
  const run = await workshop.paint({ content, styles, ...method, ...(output !== undefined && { output }) });
  try {
    await wait(run, input.wait_seconds ?? usualWaitSeconds, call);
  } catch (thrown) {
    if (signal.aborted) run.cancel();
    throw thrown;
  }
  const { error } = run.report;
  if (error) throw StylizeError.fromData(error);
  return answerOf(run, workshop, call);
}

/** A style that ships with Stylize, by its name or title, or a picture of the workspace. */
async function styleOf(text: string, workshop: Workshop): Promise<NamedPicture> {
  const { styles } = workshop;
  const wanted = text.toLowerCase();
  const bundled = styles.find(({ name, title }) => [name, title.toLowerCase()].includes(wanted));
  if (bundled) return bundled;
  try {
    return await workshop.picture(text);
  } catch (thrown) {
    const error = StylizeError.from(thrown);
    if (/[/\\.]/.test(text)) throw error;
    throw new StylizeError('usage', `There is no style "${text}".`, {
      hint: `Name a picture of the workspace, or one of ${styles.map(({ name }) => name).join(', ')}.`,
      cause: error,
    });
  }
}

/**
 * The recipe and its settings, which may name only files that agents may use.
 *
 * @throws StylizeError `forbidden`, and what is wrong with the recipe or a setting
 */
async function methodOf(
  input: Input,
  workshop: Workshop,
  signal: AbortSignal,
): Promise<Pick<Order, 'recipe' | 'settings'>> {
  const recipe = await recipeOf(input.recipe, workshop);
  const settings: Record<string, unknown> = { ...input.settings };
  if (input.size !== undefined) settings['size'] = input.size;
  for (const [key, value] of Object.entries(settings)) {
    if (isPath(key, value)) settings[key] = await workshop.file(value);
  }
  const pathsWith = async (changes: Record<string, unknown>) => {
    const paths: string[] = [];
    withPaths(await workshop.request('recipe', { recipe, settings: changes }, { signal }), (path) => {
      paths.push(path);
      return path;
    });
    return paths;
  };
  // The person's own recipe may use any file; what the agent adds may not.
  const known = input.recipe === undefined ? await pathsWith({}) : [];
  for (const path of await pathsWith(settings)) {
    if (known.includes(path)) continue;
    if (!isAbsolute(path)) throw new StylizeError('usage', `Write the whole path of ${path}.`);
    await workshop.file(path);
  }
  return { recipe, settings };
}

const recipeOf = async (recipe: string | undefined, workshop: Workshop): Promise<string> => {
  if (recipe === undefined) return workshop.usualRecipe;
  return isRecipeFile(recipe) ? workshop.file(recipe) : recipe;
};
