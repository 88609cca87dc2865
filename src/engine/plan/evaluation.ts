import type { ParsedParams } from '../../channel/contract';
import { StylizeError } from '../../channel/errors';
import * as l10n from '../../channel/l10n';
import type { EngineContract, EvaluationResult } from '../../contracts/engine';
import { initialWeights } from '../../recipe/live';
import { openPicture } from '../imaging/decoding/decode';
import { paintable, recoloredPictures } from '../objective/colors';
import { areFinite, notComputable } from '../objective/losses';
import { RecipeLoss } from '../objective/recipe-loss';
import { readMasks, regionsOf } from '../objective/regions';
import { encodeTargets } from '../objective/targets';
import { minimumSide, objectiveTerms } from '../objective/terms';
import { resolveRecipe } from '../recipes/catalog';
import { decide } from './decide';
import { recipeNetwork } from './network';
import { noStyle, requireRegionTerms, requireSide, type PlanServices } from './plan';

/**
 * A recipe's losses at a given image. Every picture is taken at its own size, nothing is resized. With `colors: luminance`
 * they are those of the image's luminance, which is all that a run sees.
 *
 * @throws StylizeError `usage` when image and content have different sizes, and as a run
 */
export async function evaluateLosses(
  request: ParsedParams<EngineContract, 'evaluate'>,
  { store, devices }: PlanServices,
): Promise<EvaluationResult> {
  const recipe = await resolveRecipe(request.recipe, request.settings);
  if (request.styles.length === 0) throw noStyle();
  const content = await openPicture(request.content);
  const image = await openPicture(request.image);
  const styles = await Promise.all(request.styles.map(({ path }) => openPicture(path)));
  if (content.width !== image.width || content.height !== image.height) {
    throw new StylizeError(
      'usage',
      l10n.t`The image and the content picture have different sizes: ${image.width}×${image.height} and ${content.width}×${content.height}.`,
      {
        file: image.path,
        hint: l10n.t`Nothing is resized here: give pictures of one size.`,
      },
    );
  }
  const network = await recipeNetwork(recipe, store);
  const minimum = minimumSide(recipe, network.description);
  for (const picture of [image, ...styles]) requireSide(picture, minimum, picture.path, picture.path);
  const masks = await readMasks(request.styles, content, image, styles, styles);
  const regions = regionsOf(masks, styles);
  requireRegionTerms(regions, objectiveTerms(recipe, network.description, image, regions), styles);
  const device = await devices.select(request.device);
  const { backend } = device;
  const { tile } = decide({
    recipe,
    network,
    device,
    division: regions.map((region) => region.styles),
    scales: [{ width: image.width, height: image.height, iterations: 1 }],
    limits: request.limits,
  });

  const seen = await recoloredPictures(recipe.colors, { content, styles }, content);
  const targets = await encodeTargets(backend, recipe, network, {
    content: { picture: seen.content, size: content },
    styles: seen.styles,
    styleMasks: masks.map(({ styleMask }) => styleMask?.coverage),
    result: image,
    nativeStyles: true,
    tile,
  });
  const weights = initialWeights(
    recipe,
    request.styles.map(({ weight }) => weight),
  );
  const comparison = { size: image, regions, targets, tile };
  const loss = await RecipeLoss.create(backend, recipe, network, comparison, weights);
  try {
    const picture = paintable(recipe.colors, (await image.load()).data);
    await loss.matched?.match(picture);
    const { losses, layers } = await loss.evaluate(picture);
    if (!areFinite(losses)) throw notComputable(losses, weights);
    return { ...losses, layers: Object.fromEntries(layers) };
  } finally {
    await loss.dispose();
  }
}
