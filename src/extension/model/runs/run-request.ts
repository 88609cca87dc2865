import { StylizeError } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import type { RunRequest } from '../../../contracts/engine';
import type { Changes } from '../../../recipe/values/changes';
import { maskOf, type Choices, type Picture } from '../choices/choices';

/** Choices with everything that a run needs. */
export type CompleteChoices = Choices & { readonly content: Picture };

/** @throws StylizeError `usage` when the picture is missing; whether a style is, depends on the recipe */
export function complete(choices: Choices): CompleteChoices {
  const { content } = choices;
  if (!content) throw new StylizeError('usage', l10n.t`Choose a picture first.`);
  return { ...choices, content };
}

export interface RequestOptions {
  /** A path that the engine can read, whatever file system the picture is in. */
  readonly pathOf: (picture: Picture) => Promise<string>;
  /** Recipe values that the person's settings override. */
  readonly recipeDefaults: Changes;
  /** Where the engine writes. */
  readonly out: string;
  readonly previewMilliseconds: number;
  /** Whether the result records how it was made. */
  readonly metadata: boolean;
  readonly limits: RunLimits;
  /** How often the run's state is stored, so that it can be resumed. 0: never. */
  readonly checkpointSeconds: number;
}

/** What a run may use of the machine. Left out: the engine decides. */
export interface RunLimits {
  readonly memoryBytes?: number;
}

/**
 * The request for the engine.
 *
 * @throws StylizeError `file-not-found`
 */
export async function runRequest(
  { content, styles, recipe, changes, device }: CompleteChoices,
  options: RequestOptions,
): Promise<Omit<RunRequest, 'run'>> {
  const { pathOf, recipeDefaults, out, previewMilliseconds, metadata, limits, checkpointSeconds } = options;
  const pictures = await requestedPictures({ content, styles }, pathOf);
  return {
    ...pictures,
    recipe,
    settings: { ...recipeDefaults, ...changes },
    device,
    output: { path: out, metadata },
    preview: { everyMilliseconds: previewMilliseconds },
    limits: { ...limits },
    checkpoint: { everySeconds: checkpointSeconds },
  };
}

/**
 * The pictures of a request, with the masks that the styles have for this content.
 *
 * @throws StylizeError `file-not-found`
 */
export async function requestedPictures(
  { content, styles }: Pick<CompleteChoices, 'content' | 'styles'>,
  pathOf: RequestOptions['pathOf'],
): Promise<Pick<RunRequest, 'content' | 'styles'>> {
  const [contentPath, ...styleRequests] = await Promise.all([
    pathOf(content),
    ...styles.map(async (style) => {
      const mask = maskOf(style, content.uri);
      return {
        path: await pathOf(style),
        weight: style.weight,
        ...(mask !== undefined && { mask: { path: await pathOf({ uri: mask, name: 'mask.png' }) } }),
      };
    }),
  ]);
  return { content: contentPath, styles: styleRequests };
}
