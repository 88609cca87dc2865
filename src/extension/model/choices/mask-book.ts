import * as z from 'zod';

import type { Choices } from './choices';

/** A mask belongs to a content picture and a style: both by their addresses. */
export const paintedMaskSchema = z.object({ content: z.string(), style: z.string(), uri: z.string() });
export type PaintedMask = z.infer<typeof paintedMaskSchema>;

/** Every painted mask, including those of pictures and styles that are not chosen now. Immutable. */
export type MaskBook = readonly PaintedMask[];

type Place = Pick<PaintedMask, 'content' | 'style'>;

const isOf =
  ({ content, style }: Place) =>
  (mask: PaintedMask): boolean =>
    mask.content === content && mask.style === style;

export function findMask(book: MaskBook, place: Place): string | undefined {
  return book.find(isOf(place))?.uri;
}

/** The book with a mask replaced or removed. */
export function putMask(book: MaskBook, place: Place, uri: string | undefined): MaskBook {
  if (findMask(book, place) === uri) return book;
  const others = book.filter((mask) => !isOf(place)(mask));
  return uri === undefined ? others : [...others, { ...place, uri }];
}

/** The choices with their masks from the book. */
export function withMasks(choices: Choices, book: MaskBook): Choices {
  const content = choices.content?.uri;
  const styles = choices.styles.map(({ uri, name, weight }) => {
    const mask = content === undefined ? undefined : findMask(book, { content, style: uri });
    return {
      uri,
      name,
      weight,
      ...(content !== undefined && mask !== undefined && { mask: { uri: mask, content } }),
    };
  });
  return { ...choices, styles };
}

/** The book with the masks of some choices. Their styles without a mask lose theirs in the book. */
export function masksOf(choices: Choices, book: MaskBook): MaskBook {
  const content = choices.content?.uri;
  return choices.styles.reduce<MaskBook>((all, { uri: style, mask }) => {
    if (mask) return putMask(all, { content: mask.content, style }, mask.uri);
    return content === undefined ? all : putMask(all, { content, style }, undefined);
  }, book);
}
