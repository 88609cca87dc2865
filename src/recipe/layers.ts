import * as z from 'zod';

/** How many convolutions each of VGG-19's five blocks has (Simonyan & Zisserman 2014, table 1, column E). */
export const vggBlocks = [2, 2, 4, 4, 4] as const;

/** Of layers' names; it allows some that a block is too short for. */
export const layerPattern = /^(?:relu|conv)([1-5])_([1-4])$|^block([1-5])_conv([1-4])$/;

/**
 * The literature's name of an activation, `relu4_2`, from any of the names in use for it: `relu4_2` (neural-style),
 * `conv4_2` (Gatys), `block4_conv2` (Keras). All of them mean the activation after the rectifier. Undefined when
 * there is no such layer in VGG-19.
 */
export function canonicalLayer(name: string): string | undefined {
  const match = layerPattern.exec(name);
  if (!match) return undefined;
  const block = Number(match[1] ?? match[3]);
  const convolution = Number(match[2] ?? match[4]);
  if (convolution > vggBlocks[block - 1]!) return undefined;
  return `relu${block}_${convolution}`;
}

/** A layer's name, made canonical. */
export const layerSchema = z.string().transform((name, context) => {
  const canonical = canonicalLayer(name);
  if (canonical === undefined) {
    context.addIssue({
      code: 'custom',
      message: `"${name}" is not a layer of VGG-19: write relu4_2, conv4_2 or block4_conv2`,
    });
    return z.NEVER;
  }
  return canonical;
});
