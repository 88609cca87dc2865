import type { Recipe } from '../../recipe/recipe';

/** The fast styles on this machine. */
export interface FastStyles {
  /** Undefined when there is none of that name. */
  titleOf(name: string): Promise<string | undefined>;
}

/** The recipe that paints with a fast style. */
export const fastStyleRecipe = ({
  name,
  title,
}: {
  readonly name: string;
  readonly title: string;
}): Recipe => ({
  method: 'one-pass',
  name,
  title,
  description: 'A fast style: a network that was trained for it paints the picture in one pass.',
  network: name,
  size: 1024,
  measure: 'longest',
  strength: 1,
  colors: 'style',
});
