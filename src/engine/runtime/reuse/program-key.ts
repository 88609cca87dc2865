import type { Program } from '../../graph/program';
import { reachable } from '../../graph/value';
import { sha256 } from '../../platform/sha256';

/** Of arrays that belong to a graph, which nothing changes. */
const hashes = new WeakMap<Float32Array, Promise<string>>();

/** What a program computes, as a hash of its operators and of the contents of its parameters. */
export async function programKey({ outputs }: Program): Promise<string> {
  const values = reachable(outputs.values());
  const places = new Map(values.map((value, place) => [value, place]));
  const lines = await Promise.all(
    values.map(async ({ op, inputs, attributes }) => {
      const { data, ...others } = attributes as { readonly data?: Float32Array };
      const content = data ? await contentHash(data) : '';
      return [op.name, JSON.stringify(others), ...inputs.map((input) => places.get(input)), content].join(
        ' ',
      );
    }),
  );
  for (const [name, value] of outputs) lines.push(`${name}: ${places.get(value)!}`);
  return sha256(new TextEncoder().encode(lines.join('\n')));
}

/** The hash of an array's numbers, computed once. */
function contentHash(data: Float32Array): Promise<string> {
  let hash = hashes.get(data);
  if (!hash) hashes.set(data, (hash = sha256(bytesOf(data))));
  return hash;
}

export const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
