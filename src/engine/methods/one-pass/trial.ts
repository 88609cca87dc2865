import { StylizeError } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import type { Picture } from '../../imaging/picture';
import type { PaintingNetwork } from '../../runtime/painting';
import { PassPainter } from './painter';

/** Of the pictures that are tried: two, so that a model which takes one size alone is found out. */
const sizes = [
  { width: 64, height: 64 },
  { width: 96, height: 48 },
];
/** Colours from 0 to 255 spread wider than this; those from 0 to 1 or from −1 to 1 do not. */
const leastSpread = 8;

/**
 * Paints small pictures with a network that is to be imported.
 *
 * @throws StylizeError 'bad-weights' when it fails, or what it paints is no picture
 */
export async function tryPainting(network: PaintingNetwork): Promise<void> {
  for (const size of sizes) {
    const { spread } = await painted(network, size);
    if (spread >= leastSpread) continue;
    throw new StylizeError('bad-weights', l10n.t`The model does not paint colours from 0 to 255.`, {
      hint: l10n.t`Export it so that it takes and gives red, green and blue from 0 to 255.`,
    });
  }
}

async function painted(network: PaintingNetwork, size: { width: number; height: number }) {
  const painter = new PassPainter(network, gradient(size), undefined);
  try {
    await painter.next();
  } catch (thrown) {
    const error = StylizeError.from(thrown);
    if (error.code === 'out-of-memory') throw error;
    const { width, height } = size;
    throw new StylizeError(
      'bad-weights',
      l10n.t`It cannot paint a picture of ${width}×${height} pixels: ${error.words.message}`,
      { hint: l10n.t`Export the model for pictures of any size.`, cause: error },
    );
  } finally {
    await painter.dispose();
  }
  let [least, most] = [Infinity, -Infinity];
  for (const value of painter.painting) [least, most] = [Math.min(least, value), Math.max(most, value)];
  return { spread: most - least };
}

/** From black to white and from one colour to another. */
function gradient({ width, height }: { width: number; height: number }): Picture {
  const plane = width * height;
  const data = Float32Array.from({ length: 3 * plane }, (_, i) => {
    const [x, y] = [(i % plane) % width, Math.floor((i % plane) / width)];
    return i < plane ? (255 * x) / width : i < 2 * plane ? (255 * y) / height : (x * 7 + y * 5) % 256;
  });
  return { width, height, data };
}
