import { StylizeError } from '../../../channel/errors';
import type { RunRequest } from '../../../contracts/engine';
import type { Changes } from '../../../recipe/values/changes';
import { maskOf, type Choices, type Picture } from '../choices/choices';

/** Choices with everything that a run needs. */
export type CompleteChoices = Choices & { readonly content: Picture };

/** @throws StylizeError `usage` when a picture is missing */
export function complete(choices: Choices): CompleteChoices {
  const { content, styles } = choices;
  if (!content || styles.length === 0) {
    throw new StylizeError('usage', content ? 'Choose a style first.' : 'Choose a picture first.');
  }
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
}

/**
 * The request for the engine.
 *
 * @throws StylizeError `file-not-found`
 */
export async function runRequest(
  { content, styles, recipe, changes, device }: CompleteChoices,
  { pathOf, recipeDefaults, out, previewMilliseconds, metadata }: RequestOptions,
): Promise<Omit<RunRequest, 'run'>> {
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
  return {
    content: contentPath,
    styles: styleRequests,
    recipe,
    settings: { ...recipeDefaults, ...changes },
    device,
    output: { path: out, metadata },
    preview: { everyMilliseconds: previewMilliseconds },
  };
}
