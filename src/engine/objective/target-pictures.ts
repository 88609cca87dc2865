import type { OptimizeRecipe } from '../../recipe/recipe';
import type { PictureSource } from '../imaging/decoding/decode';
import type { Coverage } from '../imaging/masks/mask';
import type { Size } from '../imaging/picture';
import { fitSize } from '../imaging/size';
import type { NetworkDescription } from '../network/network';
import { minimumSide } from './terms';

/** What a painting is compared with. */
export interface TargetPictures {
  /** None where the content's terms are not handed targets. */
  readonly content: { readonly picture: PictureSource; readonly size: Size } | undefined;
  readonly styles: readonly PictureSource[];
  /** What of each style picture is looked at; all of it where there is none. */
  readonly styleMasks?: readonly (Coverage | undefined)[];
  /** Size of the picture that will be compared with the targets. */
  readonly result: Size;
  /** Look at the style pictures at their own sizes instead of the recipe's. */
  readonly nativeStyles?: boolean;
  /** As for `Backend.createObjective`: of every picture. */
  readonly tile?: number | undefined;
  /** Ends it at once: it throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The size at which a style picture is looked at when the result has size `result`. */
export function styleSize(
  recipe: OptimizeRecipe,
  network: NetworkDescription,
  picture: Size,
  result: Size,
): Size {
  const { resize, scale } = recipe.style;
  if (resize === 'exact') return result;
  const longest = Math.max(result.width, result.height) * scale;
  // A narrow picture, or a small scale, must not fall below what the network can look at.
  const shortest =
    (Math.min(picture.width, picture.height) / Math.max(picture.width, picture.height)) * longest;
  const enlarge = Math.max(1, minimumSide(recipe, network) / shortest);
  return fitSize(picture, Math.ceil(longest * enlarge), 'longest');
}
