import * as z from 'zod';

import type { Choices } from './choices';

/** A mask belongs to a content picture and a style: both by their addresses. */
export const paintedMaskSchema = z.object({ content: z.string(), style: z.string(), uri: z.string() });
export type PaintedMask = z.infer<typeof paintedMaskSchema>;

/** Every mask that was painted, also for pictures and styles that are not chosen now. A book is never changed itself. */
export type MaskBook = readonly PaintedMask[];

type Place = Pick<PaintedMask, 'content' | 'style'>;

const isOf =
  ({ content, style }: Place) =>
  (mask: PaintedMask): boolean =>
    mask.content === content && mask.style === style;

export function findMask(book: MaskBook, place: Place): string | undefined {
  return book.find(isOf(place))?.uri;
}

/** The book with another mask in a place, or none. */
export function putMask(book: MaskBook, place: Place, uri: string | undefined): MaskBook {
  if (findMask(book, place) === uri) return book;
  const others = book.filter((mask) => !isOf(place)(mask));
  return uri === undefined ? others : [...others, { ...place, uri }];
}

/** Choices with the masks that the book has for them. */
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

/** The book with the masks of choices: a style that has none in them has none. */
export function masksOf(choices: Choices, book: MaskBook): MaskBook {
  const content = choices.content?.uri;
  return choices.styles.reduce<MaskBook>((all, { uri: style, mask }) => {
    if (mask) return putMask(all, { content: mask.content, style }, mask.uri);
    return content === undefined ? all : putMask(all, { content, style }, undefined);
  }, book);
}
