import type { OptimizeRecipe } from '../../recipe/recipe';
import type { Size } from '../imaging/picture';
import { fitSize } from '../imaging/size';

/** One size at which a run works, and how many iterations it spends there. */
export interface Scale extends Size {
  readonly iterations: number;
  /** Once more at the full size, where each layer is matched by itself: `style.matching.finalPass`. */
  readonly finalPass?: true;
}

/** The recipe as it is at a scale. */
export function recipeAt(recipe: OptimizeRecipe, { finalPass }: Scale): OptimizeRecipe {
  if (!finalPass) return recipe;
  const { style } = recipe;
  return { ...recipe, style: { ...style, matching: { ...style.matching, by: 'layers' } } };
}

/**
 * The scales of a run, smallest first; the last has the full size. Sides grow by the recipe's factor, so that a picture
 * of twice the size starts with the same scales and only adds to them (Gatys et al. 2017, section 6, coarse to fine).
 *
 * @param minimumSide scales whose shorter side would be below it are left out
 */
export function planScales(recipe: OptimizeRecipe, full: Size, minimumSide: number): Scale[] {
  const sizes = recipe.scales ? scaleSizes(recipe.scales, full, minimumSide) : [full];
  const inFinalPass = iterationsOfFinalPass(recipe);
  const others = recipe.iterations - inFinalPass;
  // With fewer iterations than scales the small ones go without.
  const used = sizes.slice(-others);
  const shares = used.map((_, index) => (recipe.scales?.decay ?? 1) ** index);
  const iterations = divide(others, shares);
  const scales = used.map((size, index): Scale => ({ ...size, iterations: iterations[index]! }));
  return inFinalPass > 0 ? [...scales, { ...full, iterations: inFinalPass, finalPass: true }] : scales;
}

function iterationsOfFinalPass({ iterations, style: { statistic, matching } }: OptimizeRecipe): number {
  if (statistic !== 'nearest' || matching.by === 'layers') return 0;
  return Math.min(iterations - 1, Math.round(matching.finalPass * iterations));
}

function scaleSizes(
  { from, factor }: NonNullable<OptimizeRecipe['scales']>,
  full: Size,
  minimumSide: number,
): Size[] {
  const sizes: Size[] = [full];
  const longest = Math.max(full.width, full.height);
  for (let side = longest / factor; Math.round(side) >= from; side /= factor) {
    const size = fitSize(full, Math.round(side), 'longest');
    if (Math.min(size.width, size.height) < minimumSide) break;
    sizes.unshift(size);
  }
  return sizes;
}

export const totalIterations = (scales: readonly Scale[]): number =>
  scales.reduce((sum, { iterations }) => sum + iterations, 0);

/** `total` in whole parts as near as possible to the shares, at least 1 each. */
function divide(total: number, shares: readonly number[]): number[] {
  const sum = shares.reduce((a, b) => a + b, 0);
  const spare = total - shares.length;
  let given = 0;
  let wanted = 0;
  return shares.map((share) => {
    wanted += (spare * share) / sum;
    const part = Math.round(wanted) - given;
    given += part;
    return part + 1;
  });
}
