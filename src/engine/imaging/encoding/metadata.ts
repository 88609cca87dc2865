import * as z from 'zod';

import { maskColorSchema } from '../../../contracts/engine';
import { mostStyles } from '../../../recipe/styles';
import { platform } from '../../platform/platform';
import { recognize } from '../decoding/signature';
import { readPictureFile } from '../files/file';

/** Characters of the whole text, of which a recipe takes a few thousand. */
const mostCharacters = 2 ** 18;

/** A file's name, without the characters that control a terminal or turn the direction of what follows. */
const name = z
  .string()
  .min(1)
  .max(255)
  .transform((text) => text.replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu, '\ufffd'));
const sha256 = z.string().regex(/^[\da-f]{64}$/);

const sourceSchema = z.object({ name, sha256 });
const maskSchema = sourceSchema.extend({ color: maskColorSchema.optional() });

/**
 * How a result was made: what a result file carries, and all that is needed to make it again. Anyone can have written it
 * into a picture, so nothing in it is longer, and nothing more often there, than Stylize writes it.
 */
export const resultMetadataSchema = z
  .object({
    software: z.literal('Stylize'),
    version: z
      .string()
      .max(64)
      .regex(/^\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/),
    /** The whole recipe; its own schema validates it when it is used again. */
    recipe: z.record(z.string(), z.unknown()),
    network: z.object({ name, sha256: sha256.optional() }),
    content: sourceSchema,
    /** None of a fast style. */
    styles: z
      .array(
        sourceSchema.extend({
          weight: z.number().nonnegative(),
          mask: maskSchema.optional(),
          styleMask: maskSchema.optional(),
        }),
      )
      .max(mostStyles),
    /** With the initial image `file`. */
    initial: sourceSchema.optional(),
    device: z
      .string()
      .max(32)
      .regex(/^[a-z][a-z\d-]*$/),
    iterations: z.int().nonnegative(),
    /** Whether a person has ended it early. */
    stopped: z.boolean().optional(),
    /** Whether a person has changed weights while it was painted; the recipe and the styles have the last ones. */
    adjusted: z.boolean().optional(),
  })
  .refine(
    // Only a fast style needs no style picture.
    ({ styles, recipe }) => styles.length > 0 || recipe['method'] === 'one-pass',
  );

export type ResultMetadata = z.infer<typeof resultMetadataSchema>;

const namespace = 'urn:stylize:result:1.0/';

/** An XMP packet with the metadata as one JSON text, beside the properties that other programs show. */
export function toXmp(metadata: ResultMetadata): string {
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:stylize="${namespace}">
   <xmp:CreatorTool>${escapeXml(softwareName(metadata))}</xmp:CreatorTool>
   <stylize:result>${escapeXml(JSON.stringify(metadata))}</stylize:result>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>`;
}

/** The EXIF fields that say the same in short, for programs that show nothing else. */
export function toExif(metadata: ResultMetadata): {
  readonly Software: string;
  readonly ImageDescription: string;
} {
  const styles = metadata.styles.map((style) => style.name).join(' + ');
  return {
    Software: softwareName(metadata),
    ImageDescription: `${metadata.content.name} in the style of ${styles}`,
  };
}

/**
 * The metadata that a result of Stylize carries, in any of the five formats that it writes; undefined for every other
 * picture, and for metadata that something else has changed beyond understanding.
 *
 * @throws StylizeError `file-not-found` or `bad-image` when the file cannot be read at all.
 */
export async function readMetadata(path: string): Promise<ResultMetadata | undefined> {
  const bytes = await readPictureFile(path);
  const found = recognize(bytes);
  if (!found || !('format' in found)) return undefined;
  try {
    const xmp = await platform().pictures.readXmp(bytes);
    return xmp === undefined ? undefined : fromXmp(xmp);
  } catch {
    return undefined;
  }
}

function fromXmp(xmp: string): ResultMetadata | undefined {
  // A program that saves the file again may write a simple property as an attribute.
  const found = /<stylize:result>([^<]*)</.exec(xmp) ?? /\sstylize:result=(?:"([^"]*)"|'([^']*)')/.exec(xmp);
  const text = found?.[1] ?? found?.[2];
  if (text === undefined || text.length > mostCharacters) return undefined;
  return resultMetadataSchema.parse(JSON.parse(unescapeXml(text)));
}

const softwareName = ({ software, version }: ResultMetadata): string => `${software} ${version}`;

const entities: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
};
const characters = Object.fromEntries(Object.entries(entities).map(([character, name]) => [name, character]));

/** XML text of a JSON text, which already writes control characters and lone surrogates as escapes. */
function escapeXml(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => `&${entities[character]!};`)
    .replace(/[\ufffe\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (entity, hexadecimal, decimal, name) => {
    if (typeof hexadecimal === 'string') return String.fromCodePoint(parseInt(hexadecimal, 16));
    if (typeof decimal === 'string') return String.fromCodePoint(parseInt(decimal, 10));
    return characters[String(name)] ?? entity;
  });
}
