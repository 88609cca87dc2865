import { basename } from 'node:path';

import { StylizeError } from '../../channel/errors';
import { deviceIds, type RunRequest } from '../../contracts/engine';
import type { RecalledPicture, RecalledRun } from '../../contracts/recalled-run';
import type { Environment } from '../environment';
import { fileArgument, recipeArgument } from './paths';
import { parseStyles, type StyleText } from './styles';

/** What decides a run, apart from settings. */
export type Inputs = Pick<RunRequest, 'content' | 'styles' | 'recipe' | 'device'>;

/** The options that say it. */
export interface InputOptions {
  readonly style?: readonly StyleText[] | undefined;
  readonly recipe?: string | undefined;
  readonly device?: RunRequest['device'];
}

/** An earlier result, and how it was made. */
export interface Like {
  readonly result: string;
  readonly recalled: RecalledRun;
}

/**
 * The inputs of a run like an earlier one, except for those that the command line names.
 *
 * @throws StylizeError `file-not-found` when a picture that is needed is no longer found; `usage`
 */
export function inputsLike(
  { result, recalled }: Like,
  content: string | undefined,
  { style, recipe, device }: InputOptions,
  files: Pick<Environment, 'cwd' | 'fileExists'>,
): Inputs {
  requireFound(result, [
    ...(content === undefined ? [recalled.content] : []),
    ...(style ? [] : recalled.styles.flatMap((picture) => [picture, picture.mask, picture.styleMask])),
  ]);
  return {
    content: content === undefined ? recalled.content.path! : fileArgument(content, files.cwd),
    styles: style ? parseStyles(style, files) : stylesOf(recalled),
    recipe: recipe === undefined ? recalled.recipe : recipeArgument(recipe, files.cwd),
    device: device ?? deviceIds.find((id) => id === recalled.device) ?? 'auto',
  };
}

function requireFound(result: string, pictures: readonly (RecalledPicture | undefined)[]): void {
  const missing = pictures.flatMap((picture) =>
    picture && picture.path === undefined ? [picture.name] : [],
  );
  if (missing.length === 0) return;
  const names = [...new Set(missing)].join(' and ');
  const name = basename(result);
  throw new StylizeError('file-not-found', `${names}, of which ${name} was made, cannot be found.`, {
    hint: `Copy it beside ${name} or into this folder, or name pictures: stylize run CONTENT --style PATH --like ${name}`,
  });
}

function stylesOf({ styles }: RecalledRun): RunRequest['styles'] {
  return styles.map(({ path, weight, mask, styleMask }) => ({
    path: path!,
    weight,
    ...(mask && { mask: maskOf(mask) }),
    ...(styleMask && { styleMask: maskOf(styleMask) }),
  }));
}

const maskOf = ({ path, color }: NonNullable<RecalledRun['styles'][number]['mask']>) => ({
  path: path!,
  ...(color !== undefined && { color }),
});
