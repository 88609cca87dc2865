import type { Picture } from '../picture';
import { grayPicture, luminanceOf } from './luminance';
import type { Recoloring } from './recoloring';
import { leastDeviation, meanAndDeviation, visiblePixels } from './statistics';

/**
 * Makes gray pictures whose luminance has the mean and the deviation of the content's (Gatys et al. 2016, Preserving
 * Color in Neural Artistic Style Transfer): L′ = (σ_c / σ_s) · (L − μ_s) + μ_c.
 */
export function luminanceMatch(content: Picture): Recoloring {
  const wanted = meanAndDeviation(luminanceOf(visiblePixels(content)));
  return (style) => {
    const found = meanAndDeviation(luminanceOf(visiblePixels(style)));
    const gain = wanted.deviation / Math.max(found.deviation, leastDeviation);
    return grayPicture(luminanceOf(style.data).map((value) => gain * (value - found.mean) + wanted.mean));
  };
}
