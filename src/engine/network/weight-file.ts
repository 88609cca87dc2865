import { f16round } from '@petamoriken/float16';
import * as z from 'zod';

import * as l10n from '../../channel/l10n';
import { sha256 as hashOf } from '../platform/sha256';
import { type Convolution, type Network, type NetworkDescription, networkDescriptionSchema } from './network';
import { convolutions, describeShape, kernelShape, parameterFlaw, sameShape } from './parameters';
import {
  bytesOf,
  readSafetensors,
  readSafetensorsHeader,
  type SafetensorsHeader,
  type Tensor,
  writeSafetensors,
} from './safetensors';
import { badWeights } from './weights-access';

/*
 * The store's format: a safetensors file with `conv4_2.kernel` [out, in, k, k] and `conv4_2.bias` [out] for every
 * convolution. Its `__metadata__` has the network's description, the origin of the weights, and their hash.
 */

const provenanceSchema = z.strictObject({
  /** Name of the file that the weights were read from, without its folder. */
  source: z.string(),
  /** SHA-256 of that file, in hexadecimal. */
  sha256: z.string().optional(),
  /** How that file names its layers and which input its network expects, in words. */
  convention: z.string().optional(),
});

export type Provenance = z.infer<typeof provenanceSchema>;

const metadataSchema = z.object({
  format: z.literal('stylize-network'),
  version: z.literal('1'),
  description: z.string(),
  provenance: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export interface WeightFileSummary {
  readonly description: NetworkDescription;
  readonly provenance: Provenance;
  /** `parametersSha256` of the weights when they were written. */
  readonly sha256: string;
}

export interface StoredNetwork extends Network, WeightFileSummary {}

export interface WriteNetworkOptions {
  /** Store float16, rounded to nearest. */
  readonly half?: boolean;
  readonly provenance: Provenance;
}

/** Whether a file is in the store's format, judging by its header. False for an unreadable file. */
export async function isNetworkFile(path: string): Promise<boolean> {
  const header = await readSafetensorsHeader(path).catch(() => undefined);
  return header?.metadata['format'] === 'stylize-network';
}

/**
 * Reads a network in the store's format. Float16 becomes float32.
 *
 * @throws StylizeError 'file-not-found', or 'bad-weights' when a layer is missing, has another shape or is not finite
 */
export async function readNetwork(path: string): Promise<StoredNetwork> {
  const { metadata, tensors } = await readSafetensors(path);
  const summary = parseMetadata(path, metadata);
  checkTensors(path, summary.description, tensors);
  const parameters = new Map(
    convolutions(summary.description).map(({ name }) => [
      name,
      { kernel: tensors.get(`${name}.kernel`)!.data, bias: tensors.get(`${name}.bias`)!.data },
    ]),
  );
  const flaw = parameterFlaw(summary.description, parameters);
  if (flaw !== undefined) throw badWeights(path, flaw);
  return { ...summary, parameters };
}

/**
 * The description in a network file. Reads only the header: notices a truncated file or a missing layer, but not bad
 * values.
 *
 * @throws StylizeError as `readNetwork`
 */
export async function readNetworkSummary(path: string): Promise<WeightFileSummary> {
  const header: SafetensorsHeader = await readSafetensorsHeader(path);
  const summary = parseMetadata(path, header.metadata);
  checkTensors(path, summary.description, header.entries);
  return summary;
}

/**
 * Writes a network in the store's format, whole or not at all.
 *
 * @returns the hash of the weights as written
 * @throws StylizeError 'bad-weights' when the parameters do not fit the description or are not finite (in float16),
 *   'unwritable-output' when the file cannot be written
 */
export async function writeNetwork(
  network: Network,
  path: string,
  { half = false, provenance }: WriteNetworkOptions,
): Promise<string> {
  const { description } = network;
  const stored = half ? { description, parameters: halved(network.parameters) } : network;
  const flaw = parameterFlaw(description, stored.parameters);
  if (flaw !== undefined) throw badWeights(path, flaw);

  const sha256 = await parametersSha256(stored);
  const tensors = new Map<string, Tensor>();
  for (const convolution of convolutions(description)) {
    const { kernel, bias } = stored.parameters.get(convolution.name)!;
    const shapes = tensorShapes(convolution);
    tensors.set(`${convolution.name}.kernel`, { shape: shapes.kernel, data: kernel });
    tensors.set(`${convolution.name}.bias`, { shape: shapes.bias, data: bias });
  }
  const metadata: z.infer<typeof metadataSchema> = {
    format: 'stylize-network',
    version: '1',
    description: JSON.stringify(description),
    provenance: JSON.stringify(provenance),
    sha256,
  };
  await writeSafetensors(path, { metadata, tensors }, half ? 'F16' : 'F32');
  return sha256;
}

/**
 * SHA-256, in hexadecimal, of a network's parameters as little-endian float32: each convolution's kernel, then its bias,
 * in the network's order. The same weights have the same hash, whichever file they come from.
 */
export function parametersSha256({ description, parameters }: Network): Promise<string> {
  return hashOf(
    ...convolutions(description).flatMap(({ name }) => {
      const { kernel, bias } = parameters.get(name)!;
      return [bytesOf(kernel), bytesOf(bias)];
    }),
  );
}

function parseMetadata(path: string, metadata: Readonly<Record<string, string>>): WeightFileSummary {
  const known = metadataSchema.safeParse(metadata);
  if (!known.success) {
    throw badWeights(path, l10n.t`it is a safetensors file, but Stylize did not write it`, {
      cause: known.error,
    });
  }
  return {
    description: parseJson(path, 'description', known.data.description, networkDescriptionSchema),
    provenance: parseJson(path, 'provenance', known.data.provenance, provenanceSchema),
    sha256: known.data.sha256,
  };
}

function parseJson<Value>(path: string, key: string, text: string, schema: z.ZodType<Value>): Value {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw badWeights(path, l10n.t`its ${key} is damaged`, { cause });
  }
}

/** Checks that the tensors are exactly the parameters of the description, in the right shapes. */
function checkTensors(
  path: string,
  description: NetworkDescription,
  tensors: ReadonlyMap<string, { readonly shape: readonly number[] }>,
): void {
  const known = new Set<string>();
  for (const convolution of convolutions(description)) {
    for (const [kind, shape] of Object.entries(tensorShapes(convolution))) {
      const name = `${convolution.name}.${kind}`;
      known.add(name);
      const found = tensors.get(name);
      if (!found) throw badWeights(path, l10n.t`${name} is missing`);
      if (!sameShape(found.shape, shape)) {
        throw badWeights(path, l10n.t`${name} is ${describeShape(found.shape)}, not ${describeShape(shape)}`);
      }
    }
  }
  for (const name of tensors.keys()) {
    if (!known.has(name))
      throw badWeights(path, l10n.t`${JSON.stringify(name)} belongs to no layer of its network`);
  }
}

function tensorShapes(convolution: Convolution): Record<'kernel' | 'bias', number[]> {
  return { kernel: kernelShape(convolution), bias: [convolution.outputChannels] };
}

function halved(parameters: Network['parameters']): Network['parameters'] {
  return new Map(
    [...parameters].map(([name, { kernel, bias }]) => [
      name,
      { kernel: kernel.map(f16round), bias: bias.map(f16round) },
    ]),
  );
}
