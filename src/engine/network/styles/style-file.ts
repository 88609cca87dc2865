import * as z from 'zod';

import * as l10n from '../../../channel/l10n';
import { platform } from '../../platform/platform';
import { sha256 } from '../../platform/sha256';
import { decodeModel, encodeModel } from '../onnx-schema';
import {
  bytesOf,
  readSafetensors,
  readSafetensorsHeader,
  type Tensor,
  writeSafetensors,
} from '../safetensors';
import { badWeights, readExactly, withWeightFile, writeAtomically } from '../weights-access';
import { badStyle } from './bad-style';
import { checkedModel, mostModelBytes } from './onnx/check';
import { freed } from './onnx/variants';
import {
  transformDescriptionSchema,
  transformNetworkOf,
  transformPlaces,
  type TransformNetwork,
} from './transform-network';

/*
 * How fast styles are kept: a transform network as a safetensors file with `first.kernel` and so on; an ONNX model as it is.
 * Either has the same texts in its metadata.
 */

const aboutSchema = z.object({
  title: z.string(),
  license: z.string().optional(),
  /** Name of the file that it was imported from, without its folder. */
  source: z.string(),
  /** How that file names its tensors, or what it is, in words. */
  convention: z.string(),
  /** SHA-256 of the numbers, or of the model, in hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type StyleFacts = z.infer<typeof aboutSchema>;

/** What paints: a network of our own graph, or an ONNX model in the runtime's. */
export type StyleNetwork =
  | { readonly kind: 'transform'; readonly network: TransformNetwork }
  | { readonly kind: 'onnx'; readonly model: Uint8Array };

export const styleExtensions = ['.safetensors', '.onnx'] as const;

export const styleExtension = ({ kind }: StyleNetwork): string =>
  kind === 'onnx' ? '.onnx' : '.safetensors';

const prefix = 'stylize.';
const format = 'stylize-fast-style';

/** Whether Stylize wrote a safetensors file as a fast style, judging by its header. @throws StylizeError as `readStyle` */
export const isStyleFile = async (path: string): Promise<boolean> =>
  (await readSafetensorsHeader(path)).metadata['format'] === format;

/** What is known of a stored style, from its file's texts. @throws StylizeError 'bad-weights', 'file-not-found' */
export async function readStyleFacts(path: string): Promise<StyleFacts> {
  if (path.endsWith('.onnx')) return factsOf(path, textsOf(await readModel(path)));
  return factsOf(path, (await readSafetensorsHeader(path)).metadata);
}

/** @throws StylizeError 'bad-weights' with the reason, 'file-not-found' */
export async function readStyle(path: string): Promise<{ facts: StyleFacts; style: StyleNetwork }> {
  if (path.endsWith('.onnx')) {
    const model = await readModel(path);
    checkedModel(path, model);
    return { facts: factsOf(path, textsOf(model)), style: { kind: 'onnx', model } };
  }
  const { metadata, tensors } = await readSafetensors(path);
  const facts = factsOf(path, metadata);
  const description = transformDescriptionSchema.safeParse(jsonOf(metadata['description']));
  if (!description.success) throw badStyle(path, l10n.t`its description is damaged`, description.error);
  const network = transformNetworkOf(path, description.data, tensors);
  return { facts, style: { kind: 'transform', network } };
}

/** @throws StylizeError 'unwritable-output' */
export async function writeStyle(path: string, style: StyleNetwork, facts: StyleFacts): Promise<void> {
  const { license, ...others } = facts;
  const texts: Record<string, string> = {
    format,
    version: '1',
    ...others,
    ...(license !== undefined && { license }),
  };
  if (style.kind === 'onnx') {
    const model = decodeModel(style.model);
    const metadataProps = Object.entries(texts).map(([key, value]) => ({ key: prefix + key, value }));
    const foreign = model.metadataProps.filter(({ key }) => !key.startsWith(prefix));
    await writeAtomically(path, [encodeModel({ ...model, metadataProps: [...foreign, ...metadataProps] })]);
    return;
  }
  const { description } = style.network;
  const metadata = { ...texts, description: JSON.stringify(description) };
  await writeSafetensors(path, { metadata, tensors: tensorsOf(style.network) });
}

/** A model as it is kept: for pictures of any size, without whatever is no part of ONNX. @throws as `checkedModel` */
export const storedModel = (path: string, bytes: Uint8Array): Uint8Array =>
  encodeModel(freed(checkedModel(path, bytes)));

/** Of the numbers that paint, whichever file they come from. */
export async function styleSha256(style: StyleNetwork): Promise<string> {
  if (style.kind === 'onnx') return sha256(encodeModel({ ...decodeModel(style.model), metadataProps: [] }));
  const { description } = style.network;
  return sha256(
    new TextEncoder().encode(JSON.stringify(description)),
    ...[...tensorsOf(style.network).values()].map(({ data }) => bytesOf(data)),
  );
}

/** The bytes of a model's file. @throws StylizeError 'bad-weights' when it is too large */
export async function readModel(path: string): Promise<Uint8Array> {
  return withWeightFile(path, async (file, size) => {
    if (size > mostModelBytes) throw badStyle(path, l10n.t`it is larger than 128 MB`);
    const bytes = new Uint8Array(size);
    await readExactly(file, path, bytes, 0);
    return bytes;
  });
}

/** @throws StylizeError 'unwritable-output' */
export async function removeStyle(path: string): Promise<void> {
  await platform().files.remove(path);
}

function tensorsOf({ description, parameters }: TransformNetwork): Map<string, Tensor> {
  return new Map(
    transformPlaces(description).map(({ layer, kind, shape }) => [
      `${layer.name}.${kind}`,
      { shape, data: parameters.get(layer.name)![kind]! },
    ]),
  );
}

function textsOf(bytes: Uint8Array): Record<string, string> {
  const { metadataProps } = decodeModel(bytes);
  return Object.fromEntries(
    metadataProps.flatMap(({ key, value }) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
    ),
  );
}

function factsOf(path: string, texts: Readonly<Record<string, string>>): StyleFacts {
  const known = aboutSchema.safeParse(texts);
  if (texts['format'] === format && known.success) return known.data;
  throw badWeights(path, l10n.t`Stylize did not write it as a fast style`, {
    hint: l10n.t`Import the style again.`,
  });
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
