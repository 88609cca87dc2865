import sharp from 'sharp';

import { toXmp, type ResultMetadata } from '../../../src/engine/imaging/encoding/metadata';
import { studio } from '../../../src/engine/recipes/shipped/studio';

/** Metadata that anyone might write into a result, valid or not. */
export type ClaimedMetadata = { readonly [key in keyof ResultMetadata]?: unknown };

const sha256 = '0'.repeat(64);

/** A picture of that name, as in metadata. */
export const claimed = (name: string) => ({ name, sha256, weight: 1 });

/** Writes a PNG file that claims to be a result with this metadata. */
export async function writeResult(path: string, metadata: ClaimedMetadata): Promise<void> {
  const all = {
    software: 'Stylize',
    version: '0.1.0',
    recipe: { ...studio, size: 64, iterations: 5 },
    network: { name: 'embedded' },
    content: claimed('photo.png'),
    styles: [claimed('brush.png')],
    device: 'cpu',
    iterations: 5,
    ...metadata,
  };
  await sharp({ create: { width: 32, height: 24, channels: 3, background: '#567' } })
    .withXmp(toXmp(all as ResultMetadata))
    .png()
    .toFile(path);
}
