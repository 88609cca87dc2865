/*
 * Writes a distilled prototype in the weight store's format:
 *
 *   npx esbuild tools/networks/convert-pilot.ts --bundle --platform=node --format=esm --packages=external \
 *     --outfile=dist/tools/convert-pilot.mjs
 *   node dist/tools/convert-pilot.mjs FOLDER [OUTPUT]
 *
 * FOLDER holds s3.f16.bin, little-endian float16 with the per-layer scales already folded in, and s3.json, its names,
 * shapes (OIHW) and byte offsets. OUTPUT is media/networks/embedded.safetensors unless given.
 */
import { getFloat16 } from '@petamoriken/float16';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

import {
  type ConvolutionParameters,
  imageNetMean,
  type Network,
  vggLayers,
} from '../../src/engine/network/network';
import { convolutions } from '../../src/engine/network/parameters';
import { writeNetwork } from '../../src/engine/network/weight-file';
import { fileSha256 } from '../../src/engine/network/weights-access';

const manifestSchema = z.object({
  widths: z.array(z.int().positive()).length(5),
  dtype: z.literal('<f2'),
  layout: z.literal('OIHW'),
  tensors: z.array(z.object({ name: z.string(), shape: z.array(z.int()), offset: z.int() })),
});

/** Channel counts of VGG-19, the teacher. */
const teacherWidths = [64, 128, 256, 512, 512];

async function readPilot(folder: string): Promise<Network> {
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(folder, 's3.json'), 'utf8')));
  const bytes = await readFile(join(folder, 's3.f16.bin'));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

  const tensor = (name: string): Float32Array => {
    const found = manifest.tensors.find((entry) => entry.name === name);
    if (!found) throw new Error(`the manifest has no ${name}`);
    const length = found.shape.reduce((product, extent) => product * extent, 1);
    return Float32Array.from({ length }, (_, index) => getFloat16(view, found.offset + 2 * index, true));
  };

  const description: Network['description'] = {
    name: 'embedded',
    title: 'Embedded network (distilled from VGG-19)',
    license: 'CC BY 4.0, derived from VGG-19 by the Visual Geometry Group, University of Oxford',
    input: { channelOrder: 'bgr', mean: [...imageNetMean], deviation: [1, 1, 1] },
    layers: vggLayers(manifest.widths, teacherWidths, 'conv5_1'),
  };
  const parameters = new Map<string, ConvolutionParameters>();
  for (const { name } of convolutions(description)) {
    const pilotName = `convs.${name.replace('conv', 'c')}`;
    parameters.set(name, { kernel: tensor(`${pilotName}.weight`), bias: tensor(`${pilotName}.bias`) });
  }
  return { description, parameters };
}

const [folder, output = 'media/networks/embedded.safetensors'] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: convert-pilot FOLDER [OUTPUT]');
const source = join(folder, 's3.f16.bin');
const sha256 = await writeNetwork(await readPilot(folder), output, {
  half: true,
  provenance: { source: 's3.f16.bin', sha256: await fileSha256(source) },
});
console.log(`${output}: weights ${sha256}`);
