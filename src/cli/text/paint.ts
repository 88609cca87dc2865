import type { Environment, OutputStream } from '../environment';

const codes = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39] } as const;

export type Paint = (style: keyof typeof codes, text: string) => string;

/** Colours where the stream shows them and the person wants them (https://no-color.org). */
export function paintFor(stream: OutputStream, { variables }: Pick<Environment, 'variables'>): Paint {
  const wanted = !variables['NO_COLOR'] && stream.isTTY === true && (stream.hasColors?.(variables) ?? false);
  if (!wanted) return (_, text) => text;
  return (style, text) => {
    const [on, off] = codes[style];
    return `\u001B[${on}m${text}\u001B[${off}m`;
  };
}
